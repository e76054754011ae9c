import type { Prepared } from '../simulation/prepare';

/** What every part works with. */
export interface Bench {
  /** Folder that keeps synthesised apps, and bundles of lanes. */
  readonly directory: string;
  /** Worlds that are played: seeds 1 to so many. */
  readonly seeds: number;
  /** Rehearsals of the part `rehearsals`. */
  readonly rehearsals: number;
  /** What all simulated worlds share; made once, when somebody asks first. */
  prepared(): Promise<Prepared>;
  /** Tells how far it is, to stderr. */
  tell(line: string): void;
}

/** One thing that the bench measures. */
export interface Part<Result extends object> {
  /** As `--only` takes it, and as the markers of docs/performance.md spell it. */
  readonly name: string;
  /** A sentence, for help, table and page. */
  readonly measures: string;
  /** Whether it needs minutes of the wall's time: only `--all` or its name measures it. @default false */
  readonly isLong?: boolean;
  /** Its keys are merged into the JSON. */
  measure(bench: Bench): Promise<Result>;
  /** Markdown: printed, and put into docs/performance.md. */
  lines(result: Result): readonly string[];
  /** Promises that do not hold, a sentence each; none: []. */
  broken(result: Result): readonly string[];
}
