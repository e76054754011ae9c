/** Who may change the world: one run at a time, under an epoch that only grows, behind a write of the lock. */
import { standingOfVerb, verbFrom } from '../verbs';
import { GLOBAL_OPERATIONS, MANY_AT_ONCE } from './operations';
import { isGuard, NOTHING, type Rule, type Seen, shortNameOf } from './rule';

/** I-01: every change carries an epoch, and an epoch that a run has taken for itself is nobody else's. */
export const oneEpochHasOneOwner: Rule = () => {
  const owners = new Map<string, string>();
  return ({ isFenced, epoch, runId, run, step, operation }) => {
    if (!isFenced) return NOTHING;
    if (epoch === null) return [`I-01: ${step} called ${operation} under no epoch`];
    if (!standingOfVerb(verbFrom(run.verb)).isNewEpoch) return NOTHING;
    const key = `${run.plan} ${epoch}`;
    const owner = owners.get(key) ?? runId;
    owners.set(key, owner);
    if (owner === runId) return NOTHING;
    return [`I-01: ${step} of ${shortNameOf(runId)} called ${operation} under epoch ${epoch} of ${shortNameOf(owner)}`];
  };
};

/** What was last changed in a scope: the plan, or one Region of it. */
interface Scope {
  epoch: number;
  runId: string;
  /** Place in the history of the first change of this run. */
  since: number;
  /** Runs that have changed it and were followed by another. */
  readonly past: Set<string>;
}

/**
 * I-02: no change takes effect under a lower epoch than one before it, nor for a run that another has followed. A call
 * that passed its guard before is let through where its run gives way: it is a compare-and-swap, or touches only what
 * the run after it looks at anew.
 */
export const epochsOnlyGrow: Rule = () => {
  const scopes = new Map<string, Scope>();
  const guardedAt = new Map<string, number>();
  return (line) => {
    if (isGuard(line)) guardedAt.set(line.hand, line.index);
    const { isFenced, ok, epoch, runId, run, index, step, operation } = line;
    if (!isFenced || !ok || epoch === null) return NOTHING;
    const name = scopeOf(line);
    const key = `${run.plan} ${name}`;
    const scope = scopes.get(key);
    if (scope === undefined) {
      scopes.set(key, { epoch, runId, since: index, past: new Set() });
      return NOTHING;
    }
    const isBehind = epoch < scope.epoch || (runId !== scope.runId && scope.past.has(runId));
    if (!isBehind) {
      goOn(scope, { epoch, runId, index });
      return NOTHING;
    }
    const wasUnderWay = (guardedAt.get(line.hand) ?? index) < scope.since;
    if (wasUnderWay && run.verb !== undefined && standingOfVerb(run.verb).givesWay) return NOTHING;
    if (epoch < scope.epoch) {
      return [`I-02: ${step} called ${operation} under epoch ${epoch}, and ${name} saw ${scope.epoch}`];
    }
    const since = `${name} saw ${shortNameOf(scope.runId)} since`;
    return [`I-02: ${step} of ${shortNameOf(runId)} called ${operation}, and ${since}`];
  };
};

const scopeOf = ({ operation, run }: Seen): string =>
  GLOBAL_OPERATIONS.includes(operation) ? 'the plan' : (run.region ?? 'the Region');

function goOn(scope: Scope, { epoch, runId, index }: Pick<Seen, 'runId' | 'index'> & { epoch: number }): void {
  if (scope.runId !== runId) {
    scope.past.add(scope.runId);
    scope.runId = runId;
    scope.since = index;
  }
  scope.epoch = epoch;
}

/** What a step of a run has written and made. */
interface Hand {
  guards: number;
  last: string;
}

/**
 * Each change is preceded by a write of the lock, by the same step of the same run, that no other change has used: none
 * but its like, where many are made at once.
 */
export const everyChangeIsGuarded: Rule = () => {
  const hands = new Map<string, Hand>();
  return (line) => {
    if (!line.isFenced && !isGuard(line)) return NOTHING;
    const key = line.hand;
    const hand = hands.get(key) ?? { guards: 0, last: '' };
    hands.set(key, hand);
    if (!line.isFenced) {
      hand.guards += 1;
      return NOTHING;
    }
    const { operation, step } = line;
    const isGuarded = hand.guards > 0;
    if (isGuarded) hand.guards -= 1;
    else if (MANY_AT_ONCE.includes(operation) && hand.last === operation) return NOTHING;
    hand.last = operation;
    return isGuarded ? NOTHING : [`I-01: ${step} called ${operation} without writing the lock first`];
  };
};
