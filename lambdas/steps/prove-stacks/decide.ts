import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { laneOf } from '../../../lib/domain/release';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { WriteResult } from '../../edge/canaries/refused-write';
import { type CanaryResult, failuresOf, passedIn } from '../../edge/canaries/result';
import { unprovenByDrill } from '../../edge/canaries/unproven';
import { type Proof, proofOf } from './asked';
import type { proveStacks } from './step';

/** What this very invocation has found out since it began, in this order; what failed is forgotten. */
export interface Seen {
  readonly reads?: readonly CanaryResult[];
  readonly writes?: readonly WriteResult[];
  readonly readsAfter?: readonly CanaryResult[];
}

export interface Prove {
  readonly kind: 'read' | 'write' | 'read again';
}

type Input = InputOf<typeof proveStacks>;
type Verdict = Decision<Prove, OutputOf<typeof proveStacks>>;

/**
 * A connection that breaks once may be a lost packet: what the services answer to a write, and afterwards, is taken for
 * what they are after so long.
 */
export const BROKEN_SECONDS = 60;

/** Reads pass; in a drill a write is refused, and reads pass again. Whatever fails begins from zero. */
export function decide(seen: Seen, input: Input): Verdict {
  const proof = proofOf(input);
  const { reads, writes } = proof;
  if (reads.length === 0) {
    return done(
      { canaries: [] },
      unproven(input) ?? 'the plan has no read canary: only that the stacks are complete is proven',
    );
  }
  const names = reads.map(({ name }) => name);
  if (!seen.reads) return act({ kind: 'read' }, `running the canaries ${listed(names)} against ${where(input)}`);
  const failures = failuresOf(names, seen.reads);
  if (failures.length > 0) {
    return wait(`${failedTold(failures, names)}; ${READER}`);
  }
  if (writes.length === 0) return passed(seen.reads, [], input);
  return seen.writes ? afterWrites({ ...seen, reads: seen.reads, writes: seen.writes }, proof, input) : write(proof);
}

const write = ({ writes }: Proof): Verdict =>
  act({ kind: 'write' }, `sending a write to ${listed(writes.map(({ name }) => name))}, which must be refused`);

type Written = Seen & Required<Pick<Seen, 'reads' | 'writes'>>;

function afterWrites(seen: Written, { reads, writes }: Proof, input: Input): Verdict {
  const taken = seen.writes.filter((one) => one.kind === 'taken');
  if (taken.length > 0) {
    const told = taken.map(({ name, status }) => `${name} was answered ${status}`);
    return refuse(
      `a writer stands behind the drill: ${listed(told)}; let the drill's parameters name a reader of ` +
        `${input.region}, and look for the row that was written under epoch ${input.epoch}`,
    );
  }
  const refused = seen.writes.filter((one) => one.kind === 'refused');
  const unanswered = seen.writes.filter((one) => one.kind === 'unanswered');
  const missing = writes.filter(({ name }) => !seen.writes.some((one) => one.name === name));
  const broken = [
    ...unanswered.map(({ name, because }) => `${name}: ${because}`),
    ...missing.map(({ name }) => `${name}: it was not sent`),
  ];
  if (broken.length > 0) return broke(`a write was not refused: ${broken.join('; ')}; ${REFUSAL}`, input);

  const names = reads.map(({ name }) => name);
  if (!seen.readsAfter) return act({ kind: 'read again' }, `${told(refused)}; running ${listed(names)} again`);
  const failures = failuresOf(names, seen.readsAfter);
  return failures.length > 0
    ? broke(`after a refused write ${failedTold(failures, names)}; ${GOING_ON}`, input)
    : passed(seen.readsAfter, refused, input);
}

const READER = 'the release contract asks that services start, pass health and read on a reader, and say who answers';
const REFUSAL = 'the release contract asks that a service answers 4xx or 5xx itself where its database is read-only';
const GOING_ON = 'the release contract asks that a service goes on reading after its database refused a write (25006)';

const failedTold = (failures: readonly string[], { length }: readonly string[]): string =>
  `${failures.length} of ${length} canaries failed: ${failures.join('; ')}`;

const broke = (because: string, { elapsedSeconds }: Input): Verdict =>
  elapsedSeconds < BROKEN_SECONDS ? wait(because) : refuse(because);

type Refused = Extract<WriteResult, { kind: 'refused' }>;

function passed(round: readonly CanaryResult[], refused: readonly Refused[], input: Input): Verdict {
  const { canaries, told: read } = passedIn(round);
  const writes = refused.map(({ name, status }) => ({ name, status }));
  return done(
    { canaries, ...(writes.length > 0 && { refused: writes }) },
    [
      `${where(input)} serves on a reader: ${read}`,
      ...(writes.length > 0 ? [`${told(refused)}, as it must`] : []),
      ...[unproven(input) ?? []].flat(),
    ].join('; '),
  );
}

/** What this proof leaves open; only a drill sends writes at all. */
const unproven = ({ plan, run }: Input): string | undefined =>
  laneOf(run.verb) === 'drill' ? unprovenByDrill(plan) : undefined;

const told = (refused: readonly Refused[]): string =>
  `a write was refused: ${refused.map(({ name, status }) => `${name} with ${status}`).join(', ')}`;

const where = ({ region, run, deployStacks: { release } }: Input): string =>
  laneOf(run.verb) === 'drill' ? `the drill of ${release} in ${region}` : `${release} in ${region}`;
