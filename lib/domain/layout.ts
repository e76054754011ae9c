import { type EndsWhen, endsHere } from './ending';
import type { FailureRecord } from './failure';

/** Where one step of a verb stands in its drawing. */
export interface PlacedStep {
  /** The step's name: PromoteDatabase. */
  readonly name: string;
  /** Counted from 0; what comes later stands further right. */
  readonly column: number;
  /** 0 is the main line; side by side means one row below the other; what takes failures stands in the last row. */
  readonly row: number;
  /** What holds once the step is done. */
  readonly purpose: string;
}

/** The drawing of a verb without its pixels: JSON, so that a page, a terminal and a Lambda draw from the same. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly steps: readonly PlacedStep[];
  /** Every way through the verb; `when` is `done`, `failed`, or the condition of an ending. */
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly when: string }[];
  /** Names a run can end under, the good one first. */
  readonly endings: readonly string[];
  /** When it ends so, by the name; the last one has no condition: it takes what is left. */
  readonly endsWhen: Readonly<Record<string, EndsWhen>>;
}

/** The name that a run with these failures ends under. */
export const endingOf = (
  { endings, endsWhen }: Pick<Layout, 'endings' | 'endsWhen'>,
  failures: readonly FailureRecord[],
): string | undefined =>
  endings.find((name) => {
    const condition = endsWhen[name];
    return condition === undefined || endsHere(condition, failures);
  });
