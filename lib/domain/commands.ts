import type { Verb } from './verbs';

/** Command lines in sentences of a run. `test/advice.test.ts` reads each with the program itself. */

export interface ToStart {
  readonly verb: Verb;
  /** Where it is started, and what it acts for. */
  readonly region: string;
  /** Our own words alone: a person pastes them into a shell. @default `…`, which the person fills in */
  readonly because?: string;
}

/** Starts a verb. */
export const startCommand = ({ verb, region, because = '…' }: ToStart): string =>
  `npx understudy start ${verb} --region ${region} --because "${because}"`;

/** Starts the failover of a Region that cannot hear most of the others. */
export const startAloneCommand = (region: string): string =>
  `${startCommand({ verb: 'failover', region })} --without-majority "…"`;

/** Says that a person has looked at what only the databases of a Region may hold. */
export const acknowledgeDivergenceCommand = (region: string): string =>
  `npx understudy acknowledge-divergence --region ${region} --because "…"`;
