import type { Clock } from '../../../lambdas/edge/clock';
import { HERE, LOST, NOW } from '../../../test/fixtures';
import { awsError, signedPlan } from '../../../test/standby';
import type { DriftFinding } from '../../domain/drift';
import { driftNow } from './drift';
import { detectDrift } from './drift-detection';
import { driftLines, isInSync } from './drift-lines';

const STACK = 'orders-pilot-light';

/** CloudFormation whose detections go through some states, one for each poll; the last one stays. */
function detecting(polls: (object | Error)[], starts: Error[] = []) {
  const world = { now: Date.parse(NOW), polls: 0, told: [] as string[] };
  const clock: Clock = {
    now: () => world.now,
    sleep: async (milliseconds) => {
      world.now += milliseconds;
    },
  };
  const cloudformation = {
    async send(command: object) {
      if (command.constructor.name === 'DetectStackDriftCommand') {
        const problem = starts.shift();
        if (problem) throw problem;
        return { StackDriftDetectionId: 'd-1' };
      }
      const answer = polls[Math.min(world.polls++, polls.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const detect = () => detectDrift({ cloudformation, clock, tell: (line) => world.told.push(line) }, STACK);
  return { world, detect };
}

const state = (DetectionStatus: string, DetectionStatusReason?: string) => ({ DetectionStatus, DetectionStatusReason });
const underWay = state('DETECTION_IN_PROGRESS');

describe('A drift detection', () => {
  test('is waited for, and says how it goes on', async () => {
    const { world, detect } = detecting([underWay, awsError('Throttling', 400), state('DETECTION_COMPLETE')]);
    await expect(detect()).resolves.toBeUndefined();
    expect(world.told).toEqual([
      `drift detection of ${STACK} was started`,
      `drift detection of ${STACK} is under way`,
      `drift detection of ${STACK} is under way`,
      `drift detection of ${STACK} has ended`,
    ]);
  });

  test('begins after one that somebody else has started', async () => {
    const message = 'Drift detection is already in progress for stack [arn]';
    const other = () => Object.assign(awsError('ValidationError', 400), { message });
    const { world, detect } = detecting([state('DETECTION_COMPLETE')], [other(), other()]);
    await expect(detect()).resolves.toBeUndefined();
    expect(world.told.slice(0, 2)).toEqual(Array(2).fill(`another drift detection of ${STACK} is under way`));
    const stuck = detecting([], Array.from({ length: 200 }, other));
    await expect(stuck.detect()).resolves.toContain(message);
    expect(stuck.world.now - Date.parse(NOW)).toBe(600_000);
  });

  test('that fails says why', async () => {
    const { detect } = detecting([state('DETECTION_FAILED', 'no lambda:GetFunction')]);
    await expect(detect()).resolves.toBe('no lambda:GetFunction');
  });

  test('is waited for ten minutes and no longer', async () => {
    const { world, detect } = detecting([underWay]);
    await expect(detect()).resolves.toBe('it has not ended within 10 minutes');
    expect(world.now - Date.parse(NOW)).toBe(600_000);
  });

  test('that may not be read says so', async () => {
    const { detect } = detecting([awsError('AccessDenied', 403)]);
    await expect(detect()).resolves.toContain('AWS says AccessDenied');
  });

  test('does not hide a fault of this program', async () => {
    const { detect } = detecting([new TypeError('undefined is not a function')]);
    await expect(detect()).rejects.toThrow(TypeError);
  });
});

describe('release drift', () => {
  test('takes nothing for in sync where nothing answers', async () => {
    const asked: string[] = [];
    const away = (region: string) => ({
      async send(command: object) {
        asked.push(`${command.constructor.name} ${region}`);
        throw awsError('RequestTimeout', 503);
      },
    });
    const clients = {
      s3In: away,
      cloudformationIn: away,
      activeIn: (region: string) => ({
        rds: away(region),
        dynamo: away(region),
        dns: { texts: async () => [] },
      }),
    };
    const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
    const judged = await driftNow({ clients, clock, tell: () => {} }, { plan: signedPlan, regions: [HERE] });
    expect(judged.findings.map(({ level, kind, region }) => `${level} ${kind} ${region}`).sort()).toEqual([
      `unknown release ${LOST}`,
      `unknown release ${HERE}`,
      `unknown resources ${HERE}`,
      `unknown resources ${HERE}`,
    ]);
    expect(isInSync(judged.findings)).toBe(false);
    // Every Region may know which one is active; the one that is looked at is asked first.
    expect(asked.filter((one) => one.startsWith('DescribeGlobalClusters'))).toEqual([
      `DescribeGlobalClustersCommand ${HERE}`,
      `DescribeGlobalClustersCommand ${LOST}`,
    ]);
  });

  test('judges what no detection could be made for as unknown, although an older one found nothing', async () => {
    const DriftInformation = { StackDriftStatus: 'IN_SYNC', LastCheckTimestamp: new Date(NOW) };
    const client = {
      async send(command: object) {
        const operation = command.constructor.name;
        if (operation === 'DescribeStacksCommand') return { Stacks: [{ StackName: STACK, DriftInformation }] };
        throw awsError('AccessDenied', 403);
      },
    };
    const clients = {
      s3In: () => client,
      cloudformationIn: () => client,
      activeIn: () => ({ rds: client, dynamo: client, dns: { texts: async () => [] } }),
    };
    const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
    const { findings } = await driftNow({ clients, clock, tell: () => {} }, { plan: signedPlan, regions: [HERE] });
    expect(findings.filter(({ kind }) => kind === 'resources').map(({ because }) => because)).toEqual([
      expect.stringContaining(`the drift of ${STACK} in ${HERE} is not known: AWS says AccessDenied`),
      expect.stringContaining('the drift of understudy-orders'),
    ]);
  });
});

describe('What was found', () => {
  const finding = (level: DriftFinding['level'], more: Partial<DriftFinding> = {}): DriftFinding => ({
    kind: 'release',
    region: HERE,
    because: 'it is so',
    level,
    ...more,
  });
  const releases = { [LOST]: 'r-1234', [HERE]: 'r-1234' };

  test.each<[string, DriftFinding[], string]>([
    ['in sync', [], `in sync: release r-1234 in ${LOST} and ${HERE}`],
    ['in sync with warnings', [finding('warning')], `in sync: release r-1234 in ${LOST} and ${HERE}, 1 warning`],
    ['drift', [finding('drift'), finding('warning'), finding('warning')], '1 not as released, 0 unknown, 2 warnings'],
    ['unknown', [finding('unknown')], '0 not as released, 1 unknown'],
  ])('ends with the sum: %s', (what, findings, sum) => {
    expect(driftLines({ findings, releases }).at(-1)).toBe(sum);
    expect(isInSync(findings)).toBe(what.startsWith('in sync'));
  });

  test('is a line each, whatever a stack or AWS has written', () => {
    const hostile = finding('drift', { stack: 'orders-web', because: 'a\u001b[2Jb\nc' });
    expect(driftLines({ findings: [hostile], releases })[0]).toBe(`drift   ${HERE} orders-web: a [2Jb c`);
  });
});
