import type { Places } from '../../../../report/run-report/places';

/** Eight columns beside each other fill the page of a small laptop; later ones stand in the next line. */
export const MEASURES = {
  node: { width: 97, height: 36 },
  gap: { x: 11, y: 8, band: 22 },
  edge: { x: 6, y: 6 },
  columnsMax: 8,
} as const;
const { node: NODE, gap: GAP } = MEASURES;

/** From the right of one step to the left of the next; into the next line round the outside. */
export function wayBetween(places: Places, { from, to }: { readonly from: string; readonly to: string }): string {
  const [start, end] = [places.of(from), places.of(to)];
  if (!start || !end) return '';
  const [x1, y1, x2, y2] = [start.x + NODE.width, start.y + NODE.height / 2, end.x, end.y + NODE.height / 2];
  const [out, back] = [x1 + GAP.x / 2, x2 - GAP.x / 2];
  if (start.band !== end.band) return `M${x1} ${y1}H${out}V${places.roofOf(end.band)}H${back}V${y2}H${x2}`;
  return y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}H${back > x1 ? back : out}V${y2}H${x2}`;
}

/** `PromoteDatabase` stands in two lines, as its box is narrow. */
export const wordsOf = (name: string): string[] => {
  const words = name.split(/(?=[A-Z])/);
  return words.length < 3 ? words : [words.slice(0, -1).join(''), words.at(-1) ?? ''];
};
