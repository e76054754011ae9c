import type { Layout, PlacedStep } from '../../domain/layout';

/** What a drawing is measured by, pixels. */
export interface Measures {
  readonly node: { readonly width: number; readonly height: number };
  /** Between two columns, two rows and two lines of the page. */
  readonly gap: { readonly x: number; readonly y: number; readonly band: number };
  /** Room around it; at the sides arrows turn into the next line. */
  readonly edge: { readonly x: number; readonly y: number };
  /** Columns that fit beside each other. */
  readonly columnsMax: number;
}

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
  /** Above a line, where arrows from the one before turn round. */
  readonly roofOf: (band: number) => number;
}

interface Placed extends Pick<Layout, 'columns'> {
  readonly steps: readonly Pick<PlacedStep, 'name' | 'column' | 'row'>[];
}

/** A layout folded into lines, as text is; a row that has nothing in a line takes no room there. */
export function placesOf({ columns, steps }: Placed, { node, gap, edge, columnsMax }: Measures): Places {
  const bandOf = (column: number) => Math.floor(column / columnsMax);
  const rowsIn = Array.from({ length: bandOf(columns - 1) + 1 }, (_, band) =>
    [...new Set(steps.filter(({ column }) => bandOf(column) === band).map(({ row }) => row))].sort((a, b) => a - b),
  );
  const heightOf = (band: number) => (rowsIn[band]?.length ?? 1) * (node.height + gap.y) - gap.y;
  const topOf = (band: number): number => (band === 0 ? edge.y : topOf(band - 1) + heightOf(band - 1) + gap.band);
  const corners = new Map(
    steps.map(({ name, column, row }) => {
      const band = bandOf(column);
      const x = edge.x + (column % columnsMax) * (node.width + gap.x);
      return [name, { x, y: topOf(band) + (rowsIn[band]?.indexOf(row) ?? 0) * (node.height + gap.y), band }];
    }),
  );
  const last = rowsIn.length - 1;
  return {
    of: (name) => corners.get(name),
    width: 2 * edge.x + columnsMax * (node.width + gap.x) - gap.x,
    height: topOf(last) + heightOf(last) + edge.y,
    roofOf: (band) => topOf(band) - gap.band / 2,
  };
}
