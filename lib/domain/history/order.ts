/** What may come before what within the changes of one run. */
import { PROMOTIONS } from './operations';
import { isGuard, NOTHING, type Rule, type Seen, shortNameOf, stackIn } from './rule';

/** A promotion that shows nowhere after so long has failed: `PAUSE_SECONDS` of promote-database. */
const GIVEN_UP_MILLISECONDS = 60_000;

/**
 * I-06: a database is promoted once under an epoch. Aurora accepts none while another is under way, so a failover that
 * it accepts again much later follows one that it gave up; a switchover is never sent again.
 */
export const oneEpochPromotesOnce: Rule = () => {
  const promotedAt = new Map<string, number>();
  return ({ operation, ok, epoch, resource, at }) => {
    if (!ok || !PROMOTIONS.includes(operation)) return NOTHING;
    const key = `${resource} under epoch ${epoch}`;
    const before = promotedAt.get(key);
    promotedAt.set(key, Date.parse(at));
    if (before === undefined) return NOTHING;
    const isGivenUp = operation === 'FailoverGlobalCluster' && Date.parse(at) - before >= GIVEN_UP_MILLISECONDS;
    return isGivenUp ? NOTHING : [`I-06: promoted twice: ${key}`];
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

/** Records also move without users: what a run settles says for good where they are. */
const movesTraffic = ({ isClaim, step, operation }: Seen): boolean =>
  isClaim ||
  operation === 'UpdateRoutingControlStates' ||
  (step === 'ShiftTraffic' && operation === 'ChangeResourceRecordSets');

/** I-08: nothing that serves is taken back: once a run has sent the promotion, the stacks that it made stay. */
export const nothingIsTakenBack: Rule = () => {
  const promoted = new Set<string>();
  return ({ ok, runId, step, operation }) => {
    if (ok && PROMOTIONS.includes(operation)) promoted.add(runId);
    if (!isTakingBack({ step, operation }) || !promoted.has(runId)) return NOTHING;
    return [`I-08: ${step} of ${shortNameOf(runId)} deleted a stack after the promotion was sent`];
  };
};

const isTakingBack = ({ step, operation }: Pick<Seen, 'step' | 'operation'>): boolean =>
  operation === 'DeleteStack' && step === 'RetireStacks';

/** Where users were last led to, and the stacks that serve them there. */
interface Serving {
  readonly region: string;
  readonly runId: string;
  readonly stacks: ReadonlySet<string>;
}

/**
 * I-08: the stacks that stand in a Region when it claims the users stay while it serves, whoever made them: only a
 * claim elsewhere ends that. What drills made serves nobody.
 */
export const whatServesStays: Rule = () => {
  const standing = new Map<string, Set<string>>();
  const serving = new Map<string, Serving>();
  return (line) => {
    const { ok, isClaim, operation, region, runId, run, step, resource } = line;
    if (!ok || run.verb === 'drill') return NOTHING;
    const place = `${run.plan} ${region}`;
    const stacks = standing.get(place) ?? new Set();
    standing.set(place, stacks);
    const stack = stackIn(resource);
    if (isClaim) serving.set(run.plan, { region, runId, stacks: new Set(stacks) });
    if (operation === 'CreateStack') stacks.add(stack);
    if (operation !== 'DeleteStack') return NOTHING;
    stacks.delete(stack);
    const now = serving.get(run.plan);
    // Of its own run, the rule above speaks.
    if (now?.region !== region || now.runId === runId || !now.stacks.has(stack)) return NOTHING;
    return [
      `I-08: ${step} of ${shortNameOf(runId)} deleted ${stack}, which serves since ${shortNameOf(now.runId)} claimed`,
    ];
  };
};
