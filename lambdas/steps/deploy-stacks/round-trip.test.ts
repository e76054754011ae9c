/** A Region is fenced, taken over again, and its fence lifted: three steps over one world. */
import { sha256Of } from '../../../lib/domain/canonical-json';
import type { Plan } from '../../../lib/domain/plan';
import { claimKey } from '../../../lib/domain/table-items';
import { fenceWorld, fencingPlan, RELEASE, serviceArn } from '../../../test/fence-world';
import { document, EPOCH, HERE, LOST, NOW } from '../../../test/fixtures';
import { clientsOf, stackWorld, stands } from '../../../test/stack-world';
import { signedPlan } from '../../../test/standby';
import { createHandler as createFencing } from '../fence-region/handler';
import { createHandler as createUnfencing } from '../unfence-region/handler';
import { createHandler } from './handler';

const plan: Plan = { ...signedPlan, fence: fencingPlan.fence };
const web = serviceArn(HERE, 'web');
const reader = serviceArn(HERE, 'reader');
const done = (output: object) => ({ status: 'done', output });
const release = { id: RELEASE, commit: 'c0ffee', versionId: 'v-current', sha256: '0'.repeat(64) };
const coming = {
  confirmActive: done({ activeRegion: LOST, signals: [] }),
  checkReadiness: done({ lags: [], release }),
};
const of = (verb: 'stand-down' | 'switchover', more: object = {}) => ({
  ...document,
  plan,
  run: { ...document.run, id: `arn:${verb}`, verb, planSha256: sha256Of(plan) },
  admitRun: done({ epoch: EPOCH + 100, reason: 'b' }),
  ...more,
});

/** This Region has stood down for the other one, and its stacks stand. */
async function fencedHere() {
  const { world, clients, edge } = fenceWorld();
  const here = world.at(HERE);
  const stacks = stackWorld();
  for (const name of Object.keys(here.stacks).filter((one) => !one.startsWith('drill-'))) stands(stacks, name);
  world.at(LOST).table.keep({ ...claimKey('orders'), epoch: { N: String(EPOCH + 99) } });
  await createFencing(clients, edge)(of('stand-down'));
  const deploy = createHandler(
    { ...clientsOf(stacks), ecs: clients.clientsIn(HERE).ecs, dynamo: clients.dynamoIn(HERE) },
    edge,
  );
  return { world, here, stacks, deploy, lift: createUnfencing(clients, edge) };
}

test('a Region that stood down serves again with as many tasks as before', async () => {
  const { world, here, stacks, deploy, lift } = await fencedHere();
  expect(world.fence(HERE)?.state).toBe('fenced');
  expect([here.services[web]?.runningCount, here.services[reader]?.runningCount]).toEqual([0, 1]);

  const deployStacks = await deploy(of('switchover', coming));
  expect(deployStacks).toMatchObject({ status: 'done', output: { startedAgain: [{ arn: web, tasks: 2 }] } });
  expect([stacks.created, stacks.deleted]).toEqual([[], []]);
  expect(here.services[web]).toEqual({ desiredCount: 2, runningCount: 2 });
  expect([world.fence(HERE)?.state, here.rules.nightly]).toEqual(['fenced', 'DISABLED']);

  world.writers.region = HERE;
  world.changes.length = 0;
  const served = { ...coming, deployStacks, promoteDatabase: { ...deployStacks, output: {} } };
  expect(await lift(of('switchover', served))).toMatchObject({
    status: 'done',
    output: {
      region: HERE,
      restored: [
        `web of orders-web-${RELEASE} has 2 tasks`,
        'the rule nightly is enabled',
        'the schedule default/invoices is enabled',
      ],
    },
  });
  expect([world.fence(HERE)?.state, here.rules.nightly]).toEqual(['lifted', 'ENABLED']);
  expect(world.changes).not.toContain(`${HERE} UpdateService`);
});

test.each(['AuthorizePromotion', 'FenceRegion'])(
  'what was started goes on where the run turns back at %s, and that is said with the command that stops it',
  async (step) => {
    const { world, here, deploy, lift } = await fencedHere();
    const deployStacks = await deploy(of('switchover', coming));
    const failures = [{ step, kind: 'refused', because: 'b', at: NOW }];
    expect(await lift(of('switchover', { ...coming, deployStacks, failures }))).toMatchObject({ status: 'done' });
    expect(world.records.at(-1)?.because).toContain(
      `web of orders-web-${RELEASE} goes on running here with 2 tasks, though ${HERE} is fenced; to stop it: aws ecs ` +
        `update-service --region ${HERE} --cluster 'orders' --service '${web}' --desired-count 0`,
    );
    expect(here.services[web]).toEqual({ desiredCount: 2, runningCount: 2 });
    expect([world.fence(HERE)?.state, here.rules.nightly]).toEqual(['fenced', 'DISABLED']);
  },
);
