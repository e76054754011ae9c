import type { Glyphs } from './glyphs';
import { cellsIn, type Line, span } from './spans';

/** What stands in a flow: one thing, or lanes of things side by side. */
export type Item = { readonly one: Line } | { readonly lanes: readonly (readonly Line[])[] };

export interface FlowOptions {
  readonly cellsMax: number;
  readonly glyphs: Glyphs;
}

/** Lines so far. The way goes on from the end of the last one. */
interface Band {
  readonly lines: readonly Line[];
  /** Whether the last line ends in a corner, which an arrow follows without a space. */
  readonly isCorner: boolean;
}

/**
 * Things in their order with arrows between, broken into lines. Lanes stand below each other: their ways part before
 * the first and meet behind the last.
 */
export function flowOf(items: readonly Item[], options: FlowOptions): Line[] {
  const band = items.reduce<Band>((before, item) => placed(before, item, options), { lines: [], isCorner: false });
  return [...band.lines];
}

/** Room that an arrow takes which leads on to the next line. */
const ONWARD_CELLS = 3;

function placed(band: Band, item: Item, options: FlowOptions): Band {
  if (band.lines.length === 0) return startOf(item, options);
  const { cellsMax, glyphs } = options;
  const last = band.lines.at(-1) ?? [];
  const before = band.lines.slice(0, -1);
  const space = band.isCorner ? '' : ' ';
  const lead = 'one' in item ? `${space}${glyphs.arrow} ` : `${space}${glyphs.line}`;
  const room = cellsMax - cellsIn(last) - lead.length - ONWARD_CELLS;
  const block = blockOf(item, { ...options, cellsMax: Number.POSITIVE_INFINITY, isInside: true });
  if (block.every((line) => cellsIn(line) <= room)) {
    return { lines: [...before, ...beside([...last, dim(lead)], block)], isCorner: 'lanes' in item };
  }
  const start = startOf(item, options);
  return { ...start, lines: [...before, [...last, dim(`${space}${glyphs.arrow}`)], ...start.lines] };
}

const startOf = (item: Item, options: FlowOptions): Band => ({
  lines: blockOf(item, { ...options, isInside: false }),
  isCorner: 'lanes' in item,
});

/** A block behind what its first line goes on from. */
const beside = (left: Line, [first = [], ...rest]: readonly Line[]): Line[] => [
  [...left, ...first],
  ...rest.map((line) => [span(' '.repeat(cellsIn(left))), ...line]),
];

interface BlockOptions extends FlowOptions {
  /** Whether something stands before it in its first line. */
  readonly isInside: boolean;
}

const blockOf = (item: Item, options: BlockOptions): Line[] =>
  'one' in item ? [item.one] : lanesOf(item.lanes, options);

interface LaneLine {
  readonly line: Line;
  /** Which lane it belongs to, and whether the lane ends with it. */
  readonly lane: number;
  readonly isLast: boolean;
}

/** `├─▶ ` before, ` ─┤` behind. */
const BEFORE_CELLS = 4;
const BEHIND_CELLS = 3;

function lanesOf(lanes: readonly (readonly Line[])[], options: BlockOptions): Line[] {
  const { cellsMax, glyphs } = options;
  const inside = { glyphs, cellsMax: cellsMax - BEFORE_CELLS - BEHIND_CELLS - ONWARD_CELLS };
  const lines = lanes.flatMap((lane, index) => {
    const own = flowOf(
      lane.map((one) => ({ one })),
      inside,
    );
    return own.map((line, at): LaneLine => {
      const left = leftOf({ lane: index, isFirstLine: at === 0, lanes: lanes.length }, options);
      return { line: [dim(left), ...line], lane: index, isLast: at === own.length - 1 };
    });
  });
  const begin = lines.findIndex(({ isLast }) => isLast);
  const wall = Math.max(...lines.slice(begin).map(({ line }) => cellsIn(line))) + 1;
  return lines.map((one, at) => (at < begin ? one.line : withRight(one, { wall, glyphs, lanes: lanes.length })));
}

interface Corner {
  readonly lane: number;
  readonly lanes: number;
  readonly isFirstLine: boolean;
}

function leftOf({ lane, lanes, isFirstLine }: Corner, { glyphs, isInside }: BlockOptions): string {
  const { parts, wall, arrow } = glyphs;
  const isLastLane = lane === lanes - 1;
  if (!isFirstLine) return isLastLane ? '    ' : `${wall}   `;
  if (lane === 0) return `${isInside ? parts.inside : parts.first}${arrow} `;
  return `${isLastLane ? parts.last : parts.next}${arrow} `;
}

/** What lies between the first lane's end and the last one's has a wall on its right. */
function withRight(
  { line, lane, isLast }: LaneLine,
  { wall, glyphs, lanes }: { readonly wall: number; readonly glyphs: Glyphs; readonly lanes: number },
): Line {
  const gap = wall - cellsIn(line);
  if (!isLast) return [...line, dim(`${' '.repeat(gap + 1)}${glyphs.wall}`)];
  const { meets } = glyphs;
  const corner = lane === 0 ? meets.first : lane === lanes - 1 ? meets.last : meets.next;
  return [...line, dim(` ${glyphs.line.repeat(gap)}${corner}`)];
}

const dim = (text: string) => span(text, 'dim');
