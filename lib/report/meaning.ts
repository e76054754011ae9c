import type { EvidenceRecord } from '../domain/evidence';
import { leftFenced, promotionSent } from '../domain/evidence-ending';
import type { FailureRecord } from '../domain/failure';
import { oneLine } from '../domain/text';
import type { Verb } from '../domain/verbs';

/** How a run came to its end. */
export interface EndedRun {
  readonly verb: Verb;
  readonly region: string;
  /** What failed first; `died`: its execution ended and it could say nothing. @default nothing failed */
  readonly failed?: FailureRecord['kind'] | 'died' | undefined;
  /** What it did. @default its records cannot be read */
  readonly records: readonly EvidenceRecord[] | undefined;
}

/** What the end of a run means for users, in a few words: half of the first line that a person reads. */
export function meaningOf(run: EndedRun): string {
  if (run.failed === undefined) return WELL[run.verb](run.region);
  if (run.failed === 'joined') return 'another run has the plan or goes first';
  return BADLY[run.verb](run);
}

/** The longest first line, characters: a subject line of a mail and half of the next. */
const FIRST_LINE_CHARACTERS_MAX = 200;

/** What everybody is told ends the same way: one line that says it all, and a command that changes nothing. */
export const firstLines = (sentence: string): string[] => [
  oneLine(sentence, FIRST_LINE_CHARACTERS_MAX),
  '  npx understudy status',
];

const WELL: Readonly<Record<Verb, (region: string) => string>> = {
  failover: (region) => `users are served from ${region}`,
  switchover: (region) => `users are served from ${region}`,
  drill: () => 'the standby is proven, and users noticed nothing',
  prewarm: () => 'the standby is warm, and users noticed nothing',
  check: () => 'a failover would work',
  settle: () => 'the DNS records say for good who is active',
  'stand-down': (region) => `${region} takes no writes any more`,
  retire: () => 'what served nobody is gone, and users noticed nothing',
};

/** What holds where a run of the verb changes nothing that users see. */
const unfelt = (holds: string) => () => `users are served as before; ${holds}`;

const BADLY: Readonly<Record<Verb, (run: EndedRun) => string>> = {
  failover: ({ records }) => ofPromotion(records, 'no promotion was sent, and the writer is where it was'),
  switchover: ({ records }) =>
    records && !promotionSent(records) && leftFenced(records)
      ? 'the other Region is still fenced, so users cannot write'
      : ofPromotion(records, 'no promotion was sent, and the other Region is active as before'),
  drill: unfelt('the standby is not proven'),
  prewarm: unfelt('the standby is not warm'),
  check: () => 'a takeover may not work',
  settle: unfelt('the DNS records do not say so for good'),
  'stand-down': ({ region }) =>
    `another Region serves users, and ${region} may still take writes, or hold rows that nobody has recorded`,
  retire: unfelt('stacks that serve nobody may still cost money'),
};

function ofPromotion(records: EndedRun['records'], unsent: string): string {
  if (records === undefined) return 'nobody can tell whether a promotion was sent';
  return promotionSent(records) ? 'a promotion was sent, and nothing takes it back' : unsent;
}
