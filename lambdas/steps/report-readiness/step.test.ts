import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AwsCall } from '../../../lib/domain/calls';
import type { FailureRecord } from '../../../lib/domain/failure';
import { problemsSentence } from '../../../lib/domain/problems';
import type { Readiness } from '../../../lib/domain/readiness';
import { document, HERE, inputFor, LOST, NOW } from '../../../test/fixtures';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
import { decide, type Seen } from './decide';
import { reportReadiness } from './step';
import { reporting } from './world';

const failure = (step: string, kind: FailureRecord['kind'], because: string): FailureRecord => ({
  step,
  kind,
  because,
  at: NOW,
});
const failedWith = (...failures: FailureRecord[]) => inputFor(reportReadiness, { document: { ...document, failures } });
const nothing: Seen = { written: undefined, release: undefined, activeRegion: undefined, calls: [] };
const calling = (changes: Partial<AwsCall> = {}): AwsCall => ({
  step: 'ConfirmOutage',
  service: 'cloudwatch',
  operation: 'DescribeAlarms',
  region: LOST,
  resources: ['*'],
  rights: [],
  ...changes,
});
const reported = (seen: Partial<Seen>, input = failedWith()) => {
  const decision = decide({ ...nothing, ...seen }, input);
  return decision.kind === 'act' ? decision.act.readiness : decision;
};

describe('ReportReadiness writes down', () => {
  it('no problem where nothing failed', () => {
    expect(reported({})).toEqual({
      at: NOW,
      runId: document.run.id,
      problems: [],
      planSha256: document.run.planSha256,
    });
  });

  it('every problem that a check refused with, each by itself', () => {
    const problems = ['no image', 'no topic'];
    const input = failedWith(
      failure('AuditStandby', 'refused', problemsSentence('a takeover would fail', problems)),
      failure('CheckReadiness', 'refused', 'a takeover would fail: no release; publish one'),
    );
    expect(reported({}, input)).toMatchObject({
      problems: ['no image', 'no topic', 'a takeover would fail: no release; publish one'],
    });
  });

  it.each(['overdue', 'broken', 'joined'] as const)('what ended as %s, under its step', (kind) => {
    expect(reported({}, failedWith(failure('AuditPermissions', kind, 'not done')))).toMatchObject({
      problems: [`AuditPermissions came to no end (${kind}): not done`],
    });
  });

  it('the release and the Region that a failover would replace', () => {
    const release = { id: 'r-1a2b', stacks: [{ name: 'web', templateKey: 'k' }] };
    expect(reported({ release, activeRegion: LOST })).toMatchObject({ release, activeRegion: LOST });
  });

  describe('of what CheckReadiness has verified', () => {
    const release = { id: 'r-1a2b', commit: 'c0ffee', versionId: 'v-1', sha256: 'd'.repeat(64) };
    const firstLookAt = '2026-11-21T11:58:00.000Z';
    const done = { status: 'done', firstLookAt, output: { lags: [], release } };
    const reportedOf = (checkReadiness?: object) =>
      reported({}, inputFor(reportReadiness, { document: { ...document, checkReadiness } })) as Readiness;

    it('exactly the manifest, and when it was looked at first', () => {
      expect(reportedOf(done).verified).toEqual({ at: firstLookAt, versionId: 'v-1', sha256: 'd'.repeat(64) });
    });

    it.each<[string, object | undefined]>([
      ['has not looked', undefined],
      ['came to no end', { ...done, status: 'pending' }],
      ['left no release', { ...done, output: { lags: [] } }],
      [
        'left another release than it says',
        { ...done, output: { lags: [], release: { ...release, versionId: undefined } } },
      ],
    ])('nothing where it %s', (_, record) => {
      expect(reportedOf(record)).not.toHaveProperty('verified');
    });
  });

  it.each<[string, Partial<AwsCall>, string | undefined, number]>([
    ['a call that the active Region alone answers', {}, LOST, 1],
    ['such a call while nobody knows which Region is active', { region: 'eu-west-1' }, undefined, 1],
    ['no call that the run does without', { without: 'it goes on' }, LOST, 0],
    ['no call that is answered here', { region: HERE }, undefined, 0],
    ['no call of Route 53, which the plan has chosen', { service: 'route53', region: 'us-east-1' }, LOST, 0],
  ])('%s', (_, changes, activeRegion, count) => {
    const { problems } = reported({ calls: [calling(changes)], activeRegion }) as Readiness;
    expect(problems).toHaveLength(count);
    for (const problem of problems) expect(problem).toContain('ConfirmOutage calls cloudwatch:DescribeAlarms');
  });
});

test.each([
  [[], 'no problems are written down'],
  [['no image'], '1 problem is written down'],
  [['no image', 'no topic'], '2 problems are written down'],
])('ReportReadiness counts what it writes down: %j', (problems, because) => {
  const input = failedWith(...problems.map((problem) => failure('AuditStandby', 'refused', problem)));
  expect(decide(nothing, input)).toMatchObject({ kind: 'act', because });
});

describe('ReportReadiness is done', () => {
  const written = { at: NOW, runId: document.run.id, problems: ['no image'], planSha256: 'p' };

  it('once what it wrote is read again', () => {
    expect(decide({ ...nothing, written }, failedWith(failure('AuditStandby', 'refused', 'no image')))).toMatchObject({
      kind: 'done',
      output: { problems: ['no image'], at: NOW },
      because: expect.stringContaining('no image'),
    });
  });

  it('and tells what the plan has chosen to depend on', () => {
    const calls = [calling({ service: 'route53', region: 'us-east-1' })];
    const because = expect.stringMatching(/^a failover would work now; .*answered in us-east-1 alone/);
    const seen = { ...nothing, calls, written: { ...written, problems: [] } };
    expect(decide(seen, failedWith())).toMatchObject({ kind: 'done', because });
  });

  it('but refuses what the self-audit alone has found, so that the check fails', () => {
    expect(decide({ ...nothing, written }, failedWith())).toMatchObject({
      kind: 'refuse',
      because: 'a failover would not work now: no image',
    });
  });

  it('never with what an earlier check wrote', () => {
    expect(decide({ ...nothing, written: { ...written, runId: 'another' } }, failedWith()).kind).toBe('act');
  });
});

describe('reporting', () => {
  const world = () => {
    const table = smallTable();
    const metrics: unknown[] = [];
    const unreadable = {
      send: async () => {
        throw awsError('AccessDenied', 403);
      },
    };
    const cloudwatch = { send: async ({ input }: { input: unknown }) => void metrics.push(input) };
    const clients = { dynamo: table, cloudwatch, s3: unreadable, rds: unreadable };
    const log: unknown[] = [];
    return { table, metrics, log, ...reporting(clients, (line) => log.push(line)) };
  };

  it('tells the alarm, writes the item and reads it again, though neither release nor writer can be read', async () => {
    const { look, perform, metrics, table } = world();
    const input = failedWith(failure('AuditStandby', 'refused', problemsSentence('x', ['a', 'b'])));
    const decision = decide(await look(input), input);
    if (decision.kind !== 'act') throw new Error('expected an act');
    await perform(decision.act, input);
    expect(metrics).toEqual([
      {
        Namespace: 'Understudy',
        MetricData: [{ MetricName: 'Unready', Dimensions: [{ Name: 'Plan', Value: 'orders' }], Value: 2 }],
      },
    ]);
    expect(table.sent).toEqual([GetItemCommand, PutItemCommand].map(({ name }) => name.replace('Command', '')));
    expect(decide(await look(input), input)).toMatchObject({ kind: 'done', output: { problems: ['a', 'b'] } });
  });

  it('says in the log which of them could not be read, and why', async () => {
    const { look, log } = world();
    await look(failedWith());
    const unread = { step: 'ReportReadiness', kind: 'unread', runId: document.run.id };
    expect(log).toEqual(
      ['s3:GetObject', 'rds:DescribeGlobalClusters'].map((call) => ({
        ...unread,
        because: `${call} failed: AccessDenied, AccessDenied was answered`,
      })),
    );
  });

  it('names the Region of the writers, unless that is this one', async () => {
    const rdsIn = (region: string) => ({
      send: async () => ({
        GlobalClusters: [
          { GlobalClusterMembers: [{ IsWriter: true, DBClusterArn: `arn:aws:rds:${region}:1:cluster:c` }] },
        ],
      }),
    });
    const seenFrom = async (region: string) => {
      const { table } = world();
      const s3 = { send: async () => ({}) };
      return reporting({ dynamo: table, cloudwatch: s3, s3, rds: rdsIn(region) }, () => {}).look(failedWith());
    };
    expect((await seenFrom(LOST)).activeRegion).toBe(LOST);
    expect((await seenFrom(HERE)).activeRegion).toBeUndefined();
  });
});
