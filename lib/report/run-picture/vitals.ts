/** One member of a database, in one Region. */
export interface MemberVitals {
  /** The global cluster. */
  readonly database: string;
  readonly region: string;
  /** `down`: nothing answers there. */
  readonly role: 'writer' | 'reader' | 'down';
  /** How far a reader is behind its writer. @default not known: the writer, or nothing is received */
  readonly lagSeconds?: number;
}

/** What the public name is answered with. */
export interface AnswerVitals {
  readonly name: string;
  /** @default it has no address, or nobody answers */
  readonly address?: string;
  /** Whose address it is. @default not known */
  readonly region?: string;
}

/** How users fare, over the last seconds. */
export interface ClientVitals {
  /** Orders per second whose fate is known, acknowledged and not. */
  readonly okPerSecond: number;
  readonly failedPerSecond: number;
  /** The Region that acknowledged last. @default none has */
  readonly region?: string;
}

/** How the world around a run fares. Whoever cannot see a part leaves it out. */
export interface Vitals {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly members?: readonly MemberVitals[];
  readonly answer?: AnswerVitals;
  readonly clients?: ClientVitals;
}

/** Acknowledged orders of a hundred; `undefined` while nobody orders. */
export function successPercent({ okPerSecond, failedPerSecond }: ClientVitals): number | undefined {
  const all = okPerSecond + failedPerSecond;
  return all === 0 ? undefined : (100 * okPerSecond) / all;
}
