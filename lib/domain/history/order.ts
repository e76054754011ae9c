/** What may come before what within the changes of one run. */
import { PROMOTIONS } from './operations';
import { isGuard, NOTHING, type Rule, type Seen, shortNameOf } from './rule';

/** I-06: a database is promoted once under an epoch. */
export const oneEpochPromotesOnce: Rule = () => {
  const promoted = new Set<string>();
  return ({ operation, ok, epoch, resource }) => {
    if (!ok || !PROMOTIONS.includes(operation)) return NOTHING;
    const key = `${resource} under epoch ${epoch}`;
    if (promoted.has(key)) return [`I-06: promoted twice: ${key}`];
    promoted.add(key);
    return NOTHING;
  };
};

/** I-04: the database comes first. A run that has begun to move users promotes nothing any more. */
export const trafficMovesLast: Rule = () => {
  const moving = new Set<string>();
  return (line) => {
    const { ok, runId, operation } = line;
    if (ok && movesTraffic(line)) moving.add(runId);
    if (!PROMOTIONS.includes(operation) || !moving.has(runId)) return NOTHING;
    return [`I-04: ${shortNameOf(runId)} called ${operation} on ${line.resource} after it had moved traffic`];
  };
};

/**
 * I-04: users move only once canaries were run here, by the same run and after its last promotion. Each round of them
 * is behind a guard of its own.
 */
export const canariesComeBeforeTraffic: Rule = () => {
  const proven = new Set<string>();
  return (line) => {
    const { ok, runId, step, operation } = line;
    if (step === 'RunCanaries' && isGuard(line)) proven.add(runId);
    if (ok && PROMOTIONS.includes(operation)) proven.delete(runId);
    if (!movesTraffic(line) || proven.has(runId)) return NOTHING;
    return [`I-04: ${step} of ${shortNameOf(runId)} called ${operation} before its canaries were run here`];
  };
};

/** A claim is an item, as is the record of evidence that is written right before it. */
const movesTraffic = ({ step, operation }: Seen): boolean =>
  step === 'ShiftTraffic' && ['PutItem', 'ChangeResourceRecordSets', 'UpdateRoutingControlStates'].includes(operation);

/** I-08: nothing that serves is taken back: once a run has sent the promotion, the stacks that it made stay. */
export const nothingIsTakenBack: Rule = () => {
  const promoted = new Set<string>();
  return ({ ok, runId, step, operation }) => {
    if (ok && PROMOTIONS.includes(operation)) promoted.add(runId);
    if (operation !== 'DeleteStack' || step !== 'RetireStacks') return NOTHING;
    if (!promoted.has(runId)) return NOTHING;
    return [`I-08: ${step} of ${shortNameOf(runId)} deleted a stack after the promotion was sent`];
  };
};
