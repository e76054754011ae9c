/** Who may change the world: one run at a time, under an epoch that only grows, behind a write of the lock. */
import { standingOfVerb, verbFrom } from '../verbs';
import { GLOBAL_OPERATIONS, MANY_AT_ONCE, MAY_CALL } from './operations';
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
 * I-02: no change takes effect under a lower epoch than a guard or a change before it, nor for a run that another has
 * followed: nobody takes over while a call of the run before may be under way. A call that passed its guard before is
 * let through where its run gives way: it is a compare-and-swap, or takes away what the run after it looks at anew
 * once that call can no longer be under way.
 */
export const epochsOnlyGrow: Rule = () => {
  const scopes = new Map<string, Scope>();
  const guardedAt = new Map<string, number>();
  const takenOver = (name: string, { run, epoch, runId, index }: Seen & { readonly epoch: number }): void => {
    const key = `${run.plan} ${name}`;
    const scope = scopes.get(key);
    if (scope === undefined) scopes.set(key, { epoch, runId, since: index, past: new Set() });
    else goOn(scope, { epoch, runId, index });
  };
  return (line) => {
    const { isFenced, ok, epoch, runId, run, index, step, operation } = line;
    if (epoch === null) return NOTHING;
    if (isGuard(line)) {
      guardedAt.set(line.hand, index);
      const isHigher = (name: string) => epoch > (scopes.get(`${run.plan} ${name}`)?.epoch ?? -1);
      for (const name of scopesOf(line).filter(isHigher)) takenOver(name, { ...line, epoch });
    }
    if (!isFenced || !ok) return NOTHING;
    const name = scopeOf(line);
    const scope = scopes.get(`${run.plan} ${name}`);
    const isBehind = scope && (epoch < scope.epoch || (runId !== scope.runId && scope.past.has(runId)));
    if (!isBehind) {
      takenOver(name, { ...line, epoch });
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

const WHOLE_PLAN = 'the plan';

const isGlobal = (operation: string): boolean => GLOBAL_OPERATIONS.includes(operation);

const regionOf = ({ run }: Pick<Seen, 'run'>): string => run.region ?? 'the Region';

const scopeOf = (line: Seen): string => (line.isClaim || isGlobal(line.operation) ? WHOLE_PLAN : regionOf(line));

/** What the run behind a guard may change: a drill or an upkeep of stacks says nothing about the writer or users. */
const scopesOf = (line: Seen): readonly string[] => {
  const { verb } = line.run;
  const mayMoveThePlan = verb === undefined || MAY_CALL[verb].some(isGlobal);
  return mayMoveThePlan ? [WHOLE_PLAN, regionOf(line)] : [regionOf(line)];
};

function goOn(scope: Scope, { epoch, runId, index }: Pick<Seen, 'runId' | 'index'> & { epoch: number }): void {
  if (scope.runId !== runId) {
    scope.past.add(scope.runId);
    scope.runId = runId;
    scope.since = index;
  }
  scope.epoch = epoch;
}

/** What a step of a run has written and made since. */
interface Hand {
  /** When its guards were written that no change has used yet, milliseconds, the oldest first. */
  readonly unused: number[];
  /** What was last called behind one. */
  last: string;
}

/**
 * How long after its guard a call may still take effect: the longest time-out of a step's function, and some skew. So
 * long nobody else takes the lock either.
 */
const LATE_MILLISECONDS_MAX = 190_000;

/**
 * I-01: each change is preceded by a write of the lock, by the same step of the same run, that no other change has
 * used: none but its like, where many are made at once. A call whose answer never came may take effect after what was
 * called next, behind its own guard all the same. One that another run has written since voids it.
 */
export const everyChangeIsGuarded: Rule = () => {
  const hands = new Map<string, Hand>();
  const holders = new Map<string, Seen>();
  return (line) => {
    const { operation, step, run, region } = line;
    if (!isGuard(line) && !line.isFenced) return NOTHING;
    const hand = hands.get(line.hand) ?? { unused: [], last: '' };
    hands.set(line.hand, hand);
    if (isGuard(line)) {
      hand.unused.push(Date.parse(line.at));
      hand.last = '';
      if (line.epoch !== null) holders.set(`${run.plan} ${region}`, line);
      return NOTHING;
    }
    const holder = holders.get(`${run.plan} ${run.region ?? region}`);
    if (holder && isVoid(line, holder)) {
      return [`I-01: ${step} called ${operation} behind a guard older than that of ${shortNameOf(holder.runId)}`];
    }
    const isGuarded =
      useGuard(hand, Date.parse(line.at)) || (MANY_AT_ONCE.includes(operation) && hand.last === operation);
    hand.last = operation;
    return isGuarded ? NOTHING : [`I-01: ${step} called ${operation} without writing the lock first`];
  };
};

/** Takes the oldest guard behind which a call may still take effect. @returns whether there is one */
function useGuard({ unused }: Hand, now: number): boolean {
  while (unused.length > 0 && now - (unused[0] ?? 0) > LATE_MILLISECONDS_MAX) unused.shift();
  return unused.shift() !== undefined;
}

/**
 * A lock is taken from a run once its last call is over; from a run that gives way at once, by any that does not, and
 * then a call of it may still be under way.
 */
const isVoid = (change: Seen, holder: Seen): boolean =>
  holder.runId !== change.runId && (!givesWay(change) || givesWay(holder));

const givesWay = ({ run }: Pick<Seen, 'run'>): boolean => standingOfVerb(verbFrom(run.verb)).givesWay;
