/**
 * What a rule on the default bus hears of runs: told from the evidence, whatever happens to who tells it. Played in the
 * simulation, with the synthesised stream, mapping and role.
 */
import { namesOf } from '../lib/domain/names';
import { RUN_EVENTS, type RunEventDetail } from '../lib/domain/run-event';
import { runPartition } from '../lib/domain/table-items';
import { stepsOf } from '../lib/workflow/grammar';
import { HERE } from './fixtures';
import type { Fault } from './simulation/faults';
import { type Prepared, prepare } from './simulation/prepare';
import { type Outcome, type Simulation, simulate } from './simulation/simulation';
import { played, STORIES, type StoryName } from './simulation/stories';
import { workflowOf } from './synthesised';
import { temporaryDirectory } from './temporary';

interface Heard {
  readonly 'detail-type': string;
  readonly source: string;
  readonly resources: readonly string[];
  readonly detail: RunEventDetail;
}

interface Told extends Outcome {
  readonly heard: readonly Heard[];
  /** Records of the last run of a verb in the table, oldest first. */
  recorded(run: string): readonly { readonly seq: number; readonly kind: keyof typeof RUN_EVENTS }[];
  readonly letters: readonly { readonly requestContext: { readonly condition: string } }[];
}

const TOPIC = 'follow-runs';
/** A batch is gathered for a second, and one that failed once is tried again a second later. */
const LAG_MILLISECONDS_MAX = 10_000;
/** The longest pause before a batch is given again. */
const BACK_OFF_MILLISECONDS_MAX = 120_000;

/** A rule of a team that follows the runs in a Region, and where it sends them. */
function follow({ world, plan }: Simulation): string {
  const { arn: topicArn } = world.services.sns.createTopic(HERE, { name: TOPIC });
  const arn = `arn:aws:events:${HERE}:${plan.account}:rule/${TOPIC}`;
  const pattern = { source: ['understudy'], 'detail-type': Object.values(RUN_EVENTS) };
  world.services.events.putRule({ arn, region: HERE, enabled: true, pattern, targets: [{ id: '1', arn: topicArn }] });
  return topicArn;
}

let prepared: Prepared;
beforeAll(async () => {
  prepared = await prepare(temporaryDirectory('run-events'));
}, 120_000);

async function play(story: StoryName, faults: readonly Fault[] = [], waitMilliseconds = LAG_MILLISECONDS_MAX) {
  const heard: Heard[] = [];
  const letters: Told['letters'][number][] = [];
  const items = new Map<string, ReturnType<Told['recorded']>[number][]>();
  const outcome = await simulate({
    ...{ prepared, seed: 1, faults },
    story: async (simulation) => {
      const { world, plan } = simulation;
      const topic = follow(simulation);
      await played(STORIES[story])(simulation);
      await world.clock.settled(world.clock.sleep(waitMilliseconds), 2 * waitMilliseconds);
      const told = world.services.sns.messages.filter(({ topicArn }) => topicArn === topic);
      heard.push(...told.map(({ message }) => JSON.parse(message)));
      for (const item of await world.services.dynamodb.scan(HERE, namesOf(plan, HERE).table)) {
        const { pk, record } = item;
        if (pk?.S && record?.S) items.set(pk.S, [...(items.get(pk.S) ?? []), JSON.parse(record.S)]);
      }
      for (const queue of world.services.queues.list().filter((arn) => arn.includes(HERE))) {
        letters.push(...world.services.queues.messages(queue).map(({ body }) => JSON.parse(body)));
      }
    },
  });
  const recorded = (run: string) => [...(items.get(runPartition(run)) ?? [])].sort((a, b) => a.seq - b.seq);
  return { ...outcome, heard, recorded, letters };
}

const runsOf = (heard: readonly Heard[], verb: string): string[] => [
  ...new Set(heard.filter(({ detail }) => detail.verb === verb).map(({ detail }) => detail.run)),
];
const seqsOf = (heard: readonly Heard[], run: string) =>
  heard.filter(({ detail }) => detail.run === run).map(({ detail }) => detail.seq);

describe('a takeover', () => {
  let told: Told;
  let run: string;
  beforeAll(async () => {
    told = await play('lost');
    run = runsOf(told.heard, 'failover')[0] ?? '';
  }, 120_000);

  test('is told from its beginning to its end, each record once and in its order', () => {
    const recorded = told.recorded(run);
    expect(recorded.length).toBeGreaterThan(10);
    expect(seqsOf(told.heard, run)).toEqual(recorded.map(({ seq }) => seq));
    const events = told.heard.filter(({ detail }) => detail.run === run);
    expect(events.map((event) => event['detail-type'])).toEqual(recorded.map(({ kind }) => RUN_EVENTS[kind]));
    expect(events[0]).toMatchObject({
      'detail-type': 'Understudy Run Started',
      source: 'understudy',
      resources: [run],
    });
    const end = events.find((event) => event['detail-type'] === 'Understudy Run Ended');
    expect(end?.detail).toMatchObject({ plan: 'orders', verb: 'failover', region: HERE, outcome: 'done' });
    expect(events.some(({ detail }) => detail.evidenceKey !== undefined)).toBe(true);
  });

  test('names every step that was done', () => {
    const done = told.heard
      .filter(({ detail }) => detail.run === run && ['admitted', 'decided', 'ended'].includes(detail.kind))
      .map(({ detail }) => detail.step);
    const steps = stepsOf(workflowOf('failover', prepared.plan)).map(({ name }) => name);
    // Nothing failed, so nothing was taken back.
    const never = ['RetireStacks', 'UnfenceRegion'];
    expect(steps.filter((step) => !done.includes(step) && !never.includes(step))).toEqual([]);
  });

  test('ends as it would without anybody who listens', () => {
    expect(told).toMatchObject({ ends: expect.arrayContaining(['failover Serving']), violations: [], letters: [] });
  });
});

const FAULT = { step: 'PublishEvents', operation: 'events:PutEvents' } as const;

test.each<[string, Fault['fault']]>([
  ['is throttled', 'throttle'],
  ['takes an event and does not answer', 'timeoutAfter'],
  ['is in trouble', 'errorBefore'],
])(
  'a bus that %s holds no run up, and is told what it missed',
  async (_, fault) => {
    const told = await play('lost', [{ at: FAULT, fault } as Fault]);
    const [run = ''] = runsOf(told.heard, 'failover');
    expect(told.faultsInjected).toBeGreaterThan(0);
    expect(told).toMatchObject({ violations: [], letters: [] });
    expect([...new Set(seqsOf(told.heard, run))].sort((a, b) => a - b)).toEqual(
      told.recorded(run).map(({ seq }) => seq),
    );
  },
  60_000,
);

test('a publisher that may not tell the bus holds no run up, and tells it once it may again', async () => {
  const told = await play('lost', [{ at: FAULT, fault: 'denied' }], BACK_OFF_MILLISECONDS_MAX);
  const [run = ''] = runsOf(told.heard, 'failover');
  expect(told).toMatchObject({ ends: expect.arrayContaining(['failover Serving']), violations: [], letters: [] });
  expect(seqsOf(told.heard, run)).toEqual(told.recorded(run).map(({ seq }) => seq));
}, 60_000);

test('a drill is told as well', async () => {
  const told = await play('drilled');
  const [run = ''] = runsOf(told.heard, 'drill');
  expect(seqsOf(told.heard, run)).toEqual(told.recorded(run).map(({ seq }) => seq));
}, 60_000);
