/** The simulation itself: faithful enough to be believed, and the same for the same seed. */
import { touchNameOf } from '../lib/domain/touch';
import { timesFrom } from './bench/play/times';
import type { Fault } from './simulation/faults';
import { playJob } from './simulation/play-job';
import { type Prepared, prepare } from './simulation/prepare';
import type { RunRecord } from './simulation/run-record';
import { type Outcome, type Simulation, simulate } from './simulation/simulation';
import { played, STORIES, type StoryName } from './simulation/stories';
import { swarmJob } from './simulation/swarm';
import { singleFaults } from './simulation/sweep';
import { temporaryDirectory } from './temporary';

const SEED = 1;
/** The stories that what is asked below needs; the sweep plays them all. */
const ENDS: readonly [StoryName, string][] = [
  ['lost', 'failover Serving'],
  ['switched', 'switchover Serving'],
  ['drilled', 'drill Passed'],
];
let prepared: Prepared;
const controls: Record<string, Outcome> = {};

beforeAll(async () => {
  prepared = await prepare(temporaryDirectory('simulation'));
  for (const [name] of ENDS) {
    controls[name] = await simulate({ prepared, seed: SEED, faults: [], story: played(STORIES[name]) });
  }
}, 120_000);

const job = (story: StoryName, ...faults: Fault[]) => ({ story, seed: SEED, faults });

/** The active Region is lost while what was kept warm is removed, and a person starts the takeover at once. */
async function lostInRetire({ start, standby, home, quiet, until, moments, loseRegion }: Simulation): Promise<void> {
  start('prewarm', standby);
  await quiet(60);
  start('retire', standby);
  await until(() => moments.some(({ because }) => because.startsWith('deleting ')), 60);
  await loseRegion(home);
  start('failover', standby);
}

describe('Without a fault', () => {
  test.each(ENDS)('the story %s ends with %s, and every promise holds', (story, end) => {
    expect(controls[story]).toMatchObject({ ends: expect.arrayContaining([end]), violations: [], faultsInjected: 0 });
  });
});

describe('The same seed', () => {
  test('gives the same trace, bit for bit, with the same faults', async () => {
    const faulty = job('lost', { at: { step: 'PromoteDatabase' }, fault: 'redrive' });
    const [first, second] = [await playJob(prepared, faulty), await playJob(prepared, faulty)];
    expect(first).toMatchObject({ faultsInjected: 1, trace: second.trace });
    expect(first.trace).not.toBe(controls.lost?.trace);
  });

  test('draws the same faults, and another seed draws others', () => {
    expect(swarmJob(7, controls)).toEqual(swarmJob(7, controls));
    expect(swarmJob(7, controls)).not.toEqual(swarmJob(8, controls));
  });
});

describe('With the time that AWS takes', () => {
  const timed = async (story: StoryName, verb: string) => {
    const { runs } = await simulate({
      prepared,
      seed: SEED,
      faults: [],
      story: played(STORIES[story]),
      times: timesFrom(SEED),
    });
    const run = runs.find((one) => one.verb === verb);
    if (!run) throw new Error(`no ${verb} ran`);
    return run;
  };
  const AT_THE_END = ['RetireStacks', 'CloseRun'];
  /** What AdmitRun leads to may have its turn while its touch still starts it: then the two share that start's time. */
  const isTouchedMeanwhile = ({ history }: RunRecord, state: string) =>
    ['ConfirmOutage', 'ConfirmActive'].includes(state) &&
    history.findIndex(({ type, name }) => type === 'TaskSucceeded' && name === touchNameOf({ name: state })) >
      history.findIndex(({ type, name }) => type === 'TaskStateEntered' && name === state);

  test.each<[StoryName, string, string[]]>([
    ['lost', 'failover', ['AdmitRun']],
    ['switched', 'switchover', ['AdmitRun']],
    ['drilled', 'drill', ['AdmitRun', ...AT_THE_END]],
  ])('in the story %s each function of a %s was touched, but %j', async (story, verb, expected) => {
    const run = await timed(story, verb);
    const cold = run.steps.filter(({ coldStarts }) => coldStarts > 0).map(({ state }) => state);
    expect(cold.filter((state) => !isTouchedMeanwhile(run, state))).toEqual(expected);
  });

  test('no step of a failover waits for a touch', async () => {
    const { history } = await timed('lost', 'failover');
    const exits = history.filter(({ type }) => type === 'ParallelStateExited').map(({ name }) => name);
    const order = ['touch ConfirmOutage', 'AdmitRun beside touch ConfirmOutage'];
    const late = ['touch RunCanaries', 'PromoteDatabase beside touch RunCanaries'];
    expect(exits.filter((name) => /touch/.test(name ?? ''))).toEqual([...order, ...late]);
    for (const [touch, step] of [
      [order[0], 'ConfirmOutage'],
      [late[0], 'PromoteDatabase'],
    ]) {
      const touched = history.findIndex(({ type, name }) => type === 'ParallelStateExited' && name === touch);
      const done = history.findLastIndex(({ type, name }) => type === 'TaskStateExited' && name === step);
      expect(touched).toBeLessThan(done);
    }
  });
});

describe('One fault', () => {
  test('is swept over every state and every call of every story', () => {
    const cases = Object.values(controls).flatMap(singleFaults);
    expect(cases.length).toBeGreaterThanOrEqual(600);
  });

  test.each<[string, StoryName, Fault]>([
    [
      'a promotion that is accepted and not answered',
      'lost',
      { at: { step: 'PromoteDatabase', operation: 'rds:FailoverGlobalCluster' }, fault: 'timeoutAfter' },
    ],
    [
      'a function that dies right after it created a stack',
      'lost',
      { at: { step: 'DeployStacks', operation: 'cloudformation:CreateStack' }, fault: 'killLambda' },
    ],
    ['a run that is stopped while it touches', 'lost', { at: { step: 'RunCanaries: touch' }, fault: 'redrive' }],
    ['a run that is stopped while it shifts the traffic', 'lost', { at: { step: 'ShiftTraffic' }, fault: 'abort' }],
    [
      'a switchover that takes effect when its caller has given up',
      'switched',
      { at: { step: 'PromoteDatabase', operation: 'rds:SwitchoverGlobalCluster' }, fault: 'slow' },
    ],
  ])('%s breaks no promise, and users are served in the end', async (_, story, fault) => {
    const { faultsInjected, violations } = await playJob(prepared, job(story, fault));
    expect({ faultsInjected, violations }).toEqual({ faultsInjected: 1, violations: [] });
  });

  test('a right to record that is missing for a while keeps nobody from going home for good', async () => {
    const denied: Fault = { at: { step: 'RecordDivergence', operation: 'dynamodb:Query' }, fault: 'denied' };
    const { ends, violations } = await playJob(prepared, job('failedBack', denied));
    expect(violations).toEqual([]);
    expect(ends).toEqual(expect.arrayContaining(['stand-down HandedToOperator', 'stand-down StoodDown']));
  });

  test('a deletion of a retire that takes effect when a failover has its lock costs no failover', async () => {
    const at = { step: 'RetireStacks', operation: 'cloudformation:DeleteStack' };
    const { ends, moments, faultsInjected, violations } = await simulate({
      ...{ prepared, seed: SEED, faults: [{ at, fault: 'slow' }] },
      story: played({ ...STORIES.lost, begin: lostInRetire }),
    });
    expect({ faultsInjected, violations }).toEqual({ faultsInjected: 1, violations: [] });
    expect(ends.filter((end) => end.startsWith('failover'))).toEqual(['failover Serving']);
    const said = moments.filter(({ step, run }) => step === 'DeployStacks' && run?.includes('-failover:'));
    expect(said.map(({ because }) => because)).toEqual([
      expect.stringMatching(/ are complete, and until .* a call of the run that gave way may still take them away$/),
      expect.stringContaining('is DELETE_IN_PROGRESS'),
      expect.stringContaining('creating orders-web-'),
      expect.stringContaining('is CREATE_IN_PROGRESS'),
      expect.stringMatching(/ are complete, 1 of them adopted$/),
    ]);
  });

  test('a permission that is missing ends the run with a sentence that names it', async () => {
    const fault: Fault = { at: { step: 'PromoteDatabase', operation: 'rds:FailoverGlobalCluster' }, fault: 'denied' };
    const { moments } = await simulate({ prepared, seed: SEED, faults: [fault], story: played(STORIES.lost) });
    expect(moments.map(({ because }) => because).join('\n')).toContain('rds:FailoverGlobalCluster');
  });
});
