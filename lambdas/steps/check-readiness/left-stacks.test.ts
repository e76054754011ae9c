import type { Plan } from '../../../lib/domain/plan';
import { document, inputFor, LOST, NOW } from '../../../test/fixtures';
import { type Standby, signedPlan } from '../../../test/standby';
import {
  ALTERED,
  altered,
  checked,
  nameOf,
  obsolete,
  planOf,
  readiness,
  standing,
  switching,
} from '../../../test/standing-stacks';
import { decide as promoting } from '../promote-database/decide';
import { promoteDatabase } from '../promote-database/step';
import { STACKS_PATIENCE_SECONDS } from './judge-stacks';
import { checkReadiness } from './step';

/** How long the step takes at most that goes on after its patience: a look and the pause before it. */
const SOON_SECONDS = STACKS_PATIENCE_SECONDS + 10;
const COUNTS = [1, 10, 11, 15, 20, 21, 25, 200];

const ofTemplates = (operation: string) => operation === 'GetTemplateCommand';
const ofOtherTemplates = (operation: string, stack: string) => ofTemplates(operation) && !stack.endsWith(nameOf(7));

describe('However many stacks stand, CheckReadiness of a failover', () => {
  test.each(COUNTS)('goes on after 90 s while CloudFormation turns away who asks for templates: %i', async (count) => {
    const { ended, throttle } = readiness(standing(count), count);
    throttle.on = ofTemplates;
    const { decision, seconds } = await ended();
    const because = `deploy-stacks compares the templates of stacks that stand: ${count}, which were not read within 90 s`;
    expect(decision).toMatchObject({ kind: 'done', because: expect.stringContaining(because) });
    expect(seconds).toBeGreaterThanOrEqual(STACKS_PATIENCE_SECONDS);
    expect(seconds).toBeLessThan(SOON_SECONDS);
  });

  test.each(COUNTS)('goes on within seconds when a fresh check has compared them: %i', async (count) => {
    const { ended, throttle } = readiness(checked(standing(count)), count);
    throttle.on = ofTemplates;
    const { decision, seconds } = await ended();
    expect(decision.kind).toBe('done');
    expect(seconds).toBeLessThan(10);
  });

  test.each(COUNTS)('goes on after 90 s though what deleting them would leave is not known: %i', async (count) => {
    const { ended, throttle } = readiness(obsolete(standing(count), 'CREATE_FAILED'), count);
    throttle.on = (operation) => ofTemplates(operation) || operation === 'DescribeStackEventsCommand';
    const { decision, seconds } = await ended();
    const because = `deploy-stacks sees what deleting stacks would leave: ${count}, which was not read within 90 s`;
    expect(decision).toMatchObject({ kind: 'done', because: expect.stringContaining(because) });
    expect(seconds).toBeLessThan(SOON_SECONDS);
  });

  test.each([10, 15, 25, 200])('refuses what is known to be another one beside those: %i', async (count) => {
    const { ended, throttle } = readiness(altered(standing(count)), count);
    throttle.on = ofOtherTemplates;
    const { decision } = await ended();
    expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(ALTERED) });
  });

  test.each([10, 15, 200])('does not forget it while nothing at all can be seen any more: %i', async (count) => {
    const { look, throttle } = readiness(altered(standing(count)), count, {
      elapsedSeconds: STACKS_PATIENCE_SECONDS - 1,
    });
    throttle.on = ofOtherTemplates;
    await look();
    throttle.on = () => true;
    expect(await look()).toMatchObject({ kind: 'refuse', because: expect.stringContaining(ALTERED) });
  });

  test.each([1, 15])('refuses one that is stuck though nobody tells why: %i', async (count) => {
    const at = standing(count);
    Object.assign(at.stacks[nameOf(count - 1)] ?? {}, { StackStatus: 'UPDATE_ROLLBACK_FAILED' });
    const { ended, throttle } = readiness(at, count);
    throttle.on = (operation) => operation === 'DescribeStackEventsCommand';
    const because = expect.stringContaining(`${nameOf(count - 1)} is UPDATE_ROLLBACK_FAILED; mend the cause`);
    expect(await ended()).toMatchObject({ decision: { kind: 'refuse', because } });
  });
});

test('CheckReadiness of a switchover leaves nothing: both Regions work', async () => {
  const { ended, throttle } = readiness(standing(15), 15, switching);
  throttle.on = ofTemplates;
  const because = expect.stringContaining('15 of 15 stacks were not looked at yet: Throttling');
  expect((await ended()).decision).toMatchObject({ kind: 'refuse', because });
});

describe('CheckReadiness of a failover of 1,000 stacks ends while the promotion may still be sent', () => {
  test.each<[string, (at: Standby) => Standby, Partial<Plan['release']>]>([
    ['where all stand and no check is fresh', (at) => at, {}],
    ['where all are of an older release', (at) => obsolete(at, 'CREATE_COMPLETE', 'r-older'), { replaceOlder: true }],
  ])('%s', async (_, change, release) => {
    const { ended, calls } = readiness(change(standing(1000)), 1000, { plan: planOf(1000, release) });
    const { decision, seconds } = await ended();
    expect(decision).toMatchObject({ kind: 'done', because: expect.stringMatching(/not read within 90 s/) });
    expect(calls.GetTemplateCommand).toBeGreaterThan(200);
    expect(promotedAfter(seconds + checkReadiness.timeoutSeconds)).toBe('act');
  });
});

/** What PromoteDatabase decides so long after the outage was confirmed. */
function promotedAfter(seconds: number): string {
  const [{ globalCluster } = { globalCluster: '' }] = signedPlan.databases;
  const said = [{ at: NOW, because: 'us-east-1 is down' }];
  const confirmed = { status: 'done', looks: 1, because: '', firstLookAt: NOW, lookAgainSeconds: 0, said };
  const input = inputFor(promoteDatabase, {
    plan: signedPlan,
    now: new Date(Date.parse(NOW) + seconds * 1000).toISOString(),
    document: { ...document, confirmOutage: confirmed } as never,
    confirmOutage: { lostRegion: LOST, signals: [] },
    authorizePromotion: { databases: [globalCluster] },
  });
  const seen = {
    globalCluster,
    writerRegion: LOST,
    memberHere: 'arn',
    clusterStatus: 'available',
    hasWriterHere: false,
  };
  return promoting([{ ...seen, failover: undefined, sent: undefined }], input).kind;
}
