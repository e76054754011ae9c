import fc from 'fast-check';
import { decide as onAlarm } from '../../lambdas/triggers/on-alarm/decide';
import { decide as onRisk } from '../../lambdas/triggers/on-risk/decide';
import { decide as onRunEnded } from '../../lambdas/triggers/on-run-ended/decide';
import { decide as onSchedule } from '../../lambdas/triggers/on-schedule/decide';
import { decide as recordDatabaseEvent } from '../../lambdas/triggers/record-database-event/decide';
import { namesOf } from '../../lib/domain/names';
import { readRequest } from '../../lib/domain/request';
import { HERE, NOW, plan, RUN_ID } from '../fixtures';
import { claim, expectSentences, unpolluted } from './fuzz';
import { anyJson, anyText, deepList, leavesOf, ofAnotherType, type Path, replaced, valueAt } from './texts';

const names = namesOf(plan, HERE);
const place = { plan, region: HERE, names };
const AT = '2026-11-21T11:59:00.000+0000';

const alarm = (arn: string) => ({
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account: plan.account,
  region: HERE,
  resources: [arn],
  detail: { state: { value: 'ALARM', reason: 'Threshold crossed', timestamp: AT } },
});
const ended = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn: RUN_ID, stateMachineArn: names.machineArn('failover'), status: 'FAILED' },
};
const database = {
  id: '68f6e973-1a0c-4c4a-9d9b-f6cb2d4dbbbb',
  source: 'aws.rds',
  'detail-type': 'RDS DB Cluster Event',
  account: plan.account,
  region: HERE,
  detail: {
    SourceIdentifier: 'orders-us-west-2',
    SourceArn: `arn:aws:rds:${HERE}:${plan.account}:cluster:orders-us-west-2`,
    Date: '2026-11-21T11:59:00.000Z',
    Message: 'Global failover finished',
    EventID: 'RDS-EVENT-0238',
  },
};

interface Decider {
  readonly name: string;
  readonly event: object;
  /** What it decides of an event that is meant. */
  readonly meant: string;
  /** Where an event says whose it is: no other value may be taken. */
  readonly origins: readonly Path[];
  readonly decide: (event: unknown) => { readonly kind: string; readonly because: string; readonly input?: unknown };
}

const STATE = ['detail', 'state', 'value'];
const OF_BUS: readonly Path[] = [['source'], ['detail-type'], ['account']];

const deciders: readonly Decider[] = [
  {
    name: 'on-alarm',
    event: alarm(names.alarmArn),
    meant: 'start',
    origins: [...OF_BUS, ['resources', 0], STATE],
    decide: (event) => onAlarm(event, { ...place, now: NOW, standing: undefined }),
  },
  {
    name: 'on-risk',
    event: alarm(names.riskAlarmArn),
    meant: 'start',
    origins: [...OF_BUS, ['resources', 0], STATE],
    decide: (event) => onRisk(event, { ...place, now: NOW, standing: undefined, alarm: 'ALARM', history: [] }),
  },
  {
    name: 'on-schedule',
    event: { verb: 'drill', at: '2026-11-21T11:59:00Z' },
    meant: 'start',
    origins: [],
    decide: (event) => onSchedule(event, { plan, now: NOW }),
  },
  {
    name: 'on-run-ended',
    event: ended,
    meant: 'look',
    origins: [['source'], ['detail-type'], ['detail', 'stateMachineArn']],
    decide: (event) => onRunEnded(event, place),
  },
  {
    name: 'record-database-event',
    event: database,
    meant: 'keep',
    origins: [...OF_BUS, ['region'], ['detail', 'SourceArn'], ['detail', 'SourceIdentifier'], ['detail', 'EventID']],
    decide: (event) => recordDatabaseEvent(event, place),
  },
];

/** Texts that are near to the one that is meant, and others. */
const another = (text: string): fc.Arbitrary<string> =>
  fc
    .oneof(
      anyText,
      fc.constantFrom(
        text.toUpperCase(),
        ` ${text}`,
        `${text} `,
        `${text}\n`,
        `${text}x`,
        text.slice(0, -1),
        text.replace('111122223333', '999922223333'),
        text.replace(HERE, 'us-east-1'),
        text.replace('orders', 'order'),
        'constructor',
        '__proto__',
      ),
    )
    .filter((other) => other !== text && !(text === 'ALARM' && other === 'ALARM'));

describe.each(deciders)('$name', ({ event, meant, origins, decide }) => {
  const judged = (given: unknown) =>
    unpolluted(() => {
      const decision = decide(given);
      expectSentences([decision.because], 1200);
      if (decision.kind === 'start') expect(readRequest(decision.input)).toHaveProperty('request');
      return decision;
    });

  test('takes the event that is meant', async () => {
    expect(await judged(event)).toMatchObject({ kind: meant });
  });

  claim('takes nothing of any JSON', anyJson, async (given) => {
    expect(await judged(given)).toMatchObject({ kind: 'ignore' });
  });

  const leaf = fc.constantFrom(...leavesOf(event));
  claim('says why, whatever one value of its event is', fc.tuple(leaf, anyJson), async ([path, value]) => {
    await judged(replaced(event, path, value));
  });

  claim(
    'ignores an event whose value is of another type',
    leaf.chain((path) => fc.tuple(fc.constant(path), ofAnotherType(valueAt(event, path)))),
    async ([path, value]) => {
      const { kind } = await judged(replaced(event, path, value));
      // `region` of an alarm is not read: its ARN says it.
      if (path.join() !== 'region' || origins.some((origin) => origin.join() === 'region')) expect(kind).toBe('ignore');
    },
  );

  test('ignores what is deep', async () => {
    for (const levels of [100, 10_000])
      expect(await judged(JSON.parse(deepList(levels)))).toMatchObject({ kind: 'ignore' });
  });

  if (origins.length === 0) return;
  const foreign = fc
    .constantFrom(...origins)
    .chain((path) => fc.tuple(fc.constant(path), another(String(valueAt(event, path)))));
  claim('takes nothing of an event that is of another origin', foreign, async ([path, other]) => {
    expect(await judged(replaced(event, path, other))).toMatchObject({ kind: 'ignore' });
  });
});
