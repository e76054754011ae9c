import type { Mutant } from './mutant';
import type { Verdict } from './result';

/** One mutant, what its suites said, and how long they took. */
export interface Judged {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
  readonly seconds: number;
}

/** What `--json` prints. */
export interface Report {
  readonly mutants: number;
  readonly killed: number;
  /** Names of mutants over which every suite stayed green. */
  readonly survivors: readonly string[];
  /** Names of mutants that prove nothing. */
  readonly broken: readonly string[];
  readonly seconds: number;
}

export function reportOf(judged: readonly Judged[], seconds: number): Report {
  const named = (kind: Verdict['kind']) =>
    judged
      .filter(({ verdict }) => verdict.kind === kind)
      .map(({ mutant }) => mutant.name)
      .sort();
  return {
    mutants: judged.length,
    killed: named('killed').length,
    survivors: named('survived'),
    broken: named('broken'),
    seconds: Math.round(seconds),
  };
}

export const isClean = ({ survivors, broken }: Report): boolean => survivors.length + broken.length === 0;

const NAME_CHARACTERS = 48;

export const judgedLine = ({ mutant, verdict, seconds }: Judged): string =>
  `${verdict.kind.padEnd(8)}  ${mutant.name.padEnd(NAME_CHARACTERS)}  ${seconds.toFixed(1).padStart(5)} s  ${verdict.because}`;

export const listedLine = ({ name, file, because }: Mutant): string =>
  `${name.padEnd(NAME_CHARACTERS)}  ${because} (${file})`;

export const closingLine = ({ mutants, killed, survivors, broken, seconds }: Report): string =>
  [
    `${killed} of ${mutants} mutants killed in ${seconds} s`,
    ...(survivors.length > 0 ? [`survived: ${survivors.join(', ')}`] : []),
    ...(broken.length > 0 ? [`broken: ${broken.join(', ')}`] : []),
  ].join('; ');
