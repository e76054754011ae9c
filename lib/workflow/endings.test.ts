/** Under which name a run ends in which one step failed: a run that changed something never ends as if it had not. */
import type { FailureRecord } from '../domain/failure';
import { VERBS, type Verb } from '../domain/verbs';
import { type EndsWhen, endsHere, stepsOf } from './grammar';
import { WORKFLOWS } from './workflows';

const STOP = 'stop';

/** The endings of a verb in their order, and the name under which it stops. */
function endingsOf(verb: Verb): readonly (readonly [string, EndsWhen])[] {
  let endings: readonly (readonly [string, EndsWhen])[] = [];
  WORKFLOWS[verb]<undefined>({
    inOrder: () => undefined,
    together: () => undefined,
    untilDone: () => undefined,
    touch: () => undefined,
    orElse: () => undefined,
    always: () => undefined,
    finish: (all) => {
      endings = Object.entries(all);
      return undefined;
    },
    stop: () => undefined,
  });
  return endings;
}

const endOf = (verb: Verb, failures: readonly FailureRecord[]): string =>
  endingsOf(verb).find(([, when]) => endsHere(when, failures))?.[0] ?? STOP;

/** Each step whose failure alone does not stop the run, with the name under which the run ends. */
const endedBy = (verb: Verb, kind: FailureRecord['kind']): string[] =>
  stepsOf(WORKFLOWS[verb]).flatMap(({ name: step }) => {
    const end = endOf(verb, [{ step, kind, because: 'b', at: 't' }]);
    return end === STOP ? [] : [`${step}: ${end}`];
  });

const FAILOVER_DEGRADED = [
  'AnnounceRegion: ServingDegraded',
  'AfterTraffic: ServingDegraded',
  'UnfenceRegion: ServingDegraded',
  'CloseRun: ServingDegraded',
];
const SWITCHOVER_DEGRADED = [
  'AnnounceRegion: ServingDegraded',
  'SettleTraffic: ServingDegraded',
  'AfterTraffic: ServingDegraded',
  'UnfenceRegion: ServingDegraded',
  'RetireStacks: ServingDegraded',
  'CloseRun: ServingDegraded',
];

/** Nothing is changed up to and including the step behind which the first change is made. */
const REFUSED: Readonly<Record<Verb, readonly string[]>> = {
  failover: ['AdmitRun: Refused', 'ConfirmOutage: Refused', 'CheckReadiness: Refused', ...FAILOVER_DEGRADED],
  switchover: ['AdmitRun: Refused', 'ConfirmActive: Refused', 'CheckReadiness: Refused', ...SWITCHOVER_DEGRADED],
  // A drill that its readiness has stopped has found what it looks for.
  drill: ['AdmitRun: Refused', 'ConfirmActive: Refused'],
  prewarm: ['AdmitRun: Refused', 'ConfirmActive: Refused', 'CheckReadiness: Refused'],
  check: [],
  settle: ['AdmitRun: Refused'],
  'stand-down': ['AdmitRun: Refused'],
  retire: ['AdmitRun: Refused'],
};

const DEGRADED: Readonly<Partial<Record<Verb, readonly string[]>>> = {
  failover: FAILOVER_DEGRADED,
  switchover: SWITCHOVER_DEGRADED,
};

describe.each(VERBS)('a %s', (verb) => {
  it('ends as refused only where nothing was changed', () => {
    expect(endedBy(verb, 'refused').sort()).toEqual([...REFUSED[verb]].sort());
  });

  it.each(['overdue', 'broken'] as const)(
    'that has a step which is %s ends well only where users are served',
    (kind) => {
      expect(endedBy(verb, kind).sort()).toEqual([...(DEGRADED[verb] ?? [])].sort());
    },
  );

  it('joins another run at any step, unless it only reads', () => {
    const joined = endedBy(verb, 'joined').filter((ended) => !ended.endsWith('ServingDegraded'));
    const degraded = DEGRADED[verb]?.length ?? 0;
    expect(joined).toHaveLength(verb === 'check' ? 0 : stepsOf(WORKFLOWS[verb]).length - degraded);
  });

  it('never ends well once a later failure says otherwise', () => {
    const later = { step: 'DeployStacks', kind: 'broken', because: 'b', at: 't' } as const;
    const first = { step: 'CloseRun', kind: 'overdue', because: 'b', at: 't' } as const;
    expect(endOf(verb, [first, later])).toBe(STOP);
  });
});
