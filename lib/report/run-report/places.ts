import type { Layout } from '../../domain/layout';

/** Pixels of the drawing: what the longest name of a step needs at its size of letters. */
export const NODE = { width: 178, height: 56 } as const;
export const GAP = { x: 30, y: 16, band: 34 } as const;

/** The left upper corner of what is drawn. */
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
  /** Below which a band has nothing: arrows to the next one turn round there. */
  readonly floorOf: (band: number) => number;
}

/** The last thing a run comes to stands behind its steps. */
export const END = ' end';

/** A layout folded into lines of as many columns as a page has room for, as text is. */
export function placesOf({ columns, steps }: Pick<Layout, 'columns' | 'steps'>, columnsMax: number): Places {
  const all = [...steps, { name: END, column: columns, row: 0 }];
  const bandOf = (column: number) => Math.floor(column / columnsMax);
  const bands = Array.from({ length: bandOf(columns) + 1 }, (_, band) => {
    const rows = new Set(all.filter(({ column }) => bandOf(column) === band).map(({ row }) => row));
    // A row that has nothing in this line takes no room in it.
    return [...rows].sort((a, b) => a - b);
  });
  const heightOf = (band: number) => (bands[band]?.length ?? 1) * (NODE.height + GAP.y) - GAP.y;
  const topOf = (band: number): number => (band === 0 ? 2 : topOf(band - 1) + heightOf(band - 1) + GAP.band);
  const corners = new Map(
    all.map(({ name, column, row }) => {
      const band = bandOf(column);
      const line = bands[band]?.indexOf(row) ?? 0;
      const x = SIDE + (column % columnsMax) * (NODE.width + GAP.x);
      return [name, { x, y: topOf(band) + line * (NODE.height + GAP.y), band }];
    }),
  );
  return {
    of: (name) => corners.get(name),
    width: 2 * SIDE + columnsMax * (NODE.width + GAP.x) - GAP.x,
    height: topOf(bands.length - 1) + heightOf(bands.length - 1) + 2,
    floorOf: (band) => topOf(band) + heightOf(band) + GAP.band / 2,
  };
}

/** Room at both sides, where arrows turn into the next line. */
const SIDE = 16;
