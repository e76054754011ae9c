import type { Layout } from '../../../../domain/layout';

/** Pixels: eight columns beside each other fill the page of a small laptop; later ones stand in the next line. */
export const NODE = { width: 97, height: 36 } as const;
const GAP = { x: 11, y: 8, band: 22 } as const;
const EDGE = 6;
const COLUMNS_MAX = 8;

export interface Corner {
  readonly x: number;
  readonly y: number;
  /** Which line of the page it stands in, from 0. */
  readonly band: number;
}

export interface Places {
  readonly of: (name: string) => Corner | undefined;
  readonly width: number;
  readonly height: number;
  /** Above a line, where arrows from the one before turn round. */
  readonly roofOf: (band: number) => number;
}

/** A layout folded into lines, as text is; a row that has nothing in a line takes no room there. */
export function placesOf({ columns, steps }: Pick<Layout, 'columns' | 'steps'>): Places {
  const bandOf = (column: number) => Math.floor(column / COLUMNS_MAX);
  const rowsIn = Array.from({ length: bandOf(columns - 1) + 1 }, (_, band) =>
    [...new Set(steps.filter(({ column }) => bandOf(column) === band).map(({ row }) => row))].sort((a, b) => a - b),
  );
  const heightOf = (band: number) => (rowsIn[band]?.length ?? 1) * (NODE.height + GAP.y) - GAP.y;
  const topOf = (band: number): number => (band === 0 ? EDGE : topOf(band - 1) + heightOf(band - 1) + GAP.band);
  const corners = new Map(
    steps.map(({ name, column, row }) => {
      const band = bandOf(column);
      const x = EDGE + (column % COLUMNS_MAX) * (NODE.width + GAP.x);
      return [name, { x, y: topOf(band) + (rowsIn[band]?.indexOf(row) ?? 0) * (NODE.height + GAP.y), band }];
    }),
  );
  const last = rowsIn.length - 1;
  return {
    of: (name) => corners.get(name),
    width: 2 * EDGE + COLUMNS_MAX * (NODE.width + GAP.x) - GAP.x,
    height: topOf(last) + heightOf(last) + EDGE,
    roofOf: (band) => topOf(band) - GAP.band / 2,
  };
}

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
