import type { Fence } from '../../../lib/domain/fence';
import { fenceWorld, fencingPlan, RELEASE, serviceArn } from '../../../test/fence-world';
import { HERE, inputFor, LOST, NOW, planWith } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import { seenFence } from './fence';
import { judgeFence } from './judge-fence';
import { auditControlPlane } from './step';

const fence = (more: Partial<Fence> = {}): Fence => ({
  ...{ epoch: 101, runId: 'arn:switchover', at: NOW, state: 'fenced', version: 2 },
  before: {
    services: [
      { arn: serviceArn(HERE, 'web'), stack: `orders-web-${RELEASE}`, release: RELEASE, desiredCount: 2 },
      { arn: serviceArn(LOST, 'web'), stack: `orders-web-${RELEASE}`, release: RELEASE, desiredCount: 2 },
    ],
    rules: [],
    schedules: [],
  },
  ...more,
});
const noFence = { stacks: [], stateMachines: [], rules: [], schedules: [], scheduleRoles: [] };
const without = { ...fencingPlan, databases: [] };

async function judged({ plan = fencingPlan, item = fence() as Fence | 'none', writer = HERE, claimed = 0 } = {}) {
  const { world, clients } = fenceWorld();
  if (item !== 'none') world.keepFence(HERE, item);
  world.writers.region = writer;
  if (claimed > 0) {
    world.at(LOST).table.keep({ pk: { S: 'claim#orders' }, sk: { S: 'claim' }, epoch: { N: String(claimed) } });
  }
  const input = inputFor(auditControlPlane, { plan });
  return judgeFence(await seenFence(clients, input), input);
}

describe('A check of this Region', () => {
  it('is red while it serves and is fenced, and says what lifts it', async () => {
    const { problems } = await judged();
    expect(problems).toEqual([
      expect.stringMatching(
        /us-west-2 is the active Region and fenced since .* by arn:switchover under epoch 101.*: npx understudy start settle --region us-west-2 /,
      ),
    ]);
    expect(problems[0]).toContain(`aws ecs update-service --region ${HERE} --cluster 'orders'`);
    expect(problems[0]).not.toContain(LOST);
  });
  it.each<[string, Parameters<typeof judged>[0]]>([
    ['once the fence was lifted', { item: fence({ state: 'lifted' }) }],
    ['where it was never fenced', { item: 'none' }],
    ['where another Region serves', { writer: LOST }],
    ['where another Region claims more', { plan: without, claimed: 101 }],
    ['where nobody has claimed, and another Region is home', { plan: without }],
  ])('is not red %s', async (_, of) => {
    expect(await judged(of)).toMatchObject({ problems: [], open: [] });
  });
  it('is red at home, where nobody has claimed', async () => {
    expect(await judged({ plan: { ...without, regions: [HERE, LOST] } })).toMatchObject({
      problems: [expect.anything()],
    });
  });
  it('does not know it while a table is not read', async () => {
    const { world, clients } = fenceWorld();
    const input = inputFor(auditControlPlane, { plan: without });
    world.keepFence(HERE, fence());
    world.at(LOST).errors.dynamodb = awsError('TimeoutError', 500);
    expect(judgeFence(await seenFence(clients, input), input).open).toEqual([
      expect.stringContaining(`the claim of ${LOST} cannot be read`),
    ]);
    world.at(HERE).errors.dynamodb = awsError('TimeoutError', 500);
    expect(judgeFence(await seenFence(clients, input), input).open).toEqual([
      expect.stringContaining('is fenced is not known'),
    ]);
  });
  it('is told that a plan with databases stops nothing, and that is no problem', async () => {
    const plan = planWith({ fence: noFence });
    const says = expect.stringContaining('only Aurora keeps writers out');
    expect(await judged({ plan, item: 'none' })).toEqual({ problems: [], open: [], holds: [says] });
    const hook = [{ function: 'pause', timeoutSeconds: 60, onFailure: 'stop' as const }];
    for (const other of [{ ...plan, databases: [] }, { ...plan, hooks: { ...plan.hooks, fence: hook } }, fencingPlan]) {
      expect((await judged({ plan: other, item: 'none' })).holds).toEqual([]);
    }
  });
});
