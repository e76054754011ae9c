import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchGetBuildsCommand,
  type Build,
  ListBuildsForProjectCommand,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import { parse } from 'yaml';
import { createHandler } from '../examples/hooks/terraform-in-codebuild/handler';
import { HookAnswer, type HookInput } from '../lib/domain/hook';
import { EPOCH, HERE, RUN_ID } from './fixtures';
import { ROOT } from './sources';

const input: HookInput = {
  plan: 'orders',
  verb: 'failover',
  point: 'afterTraffic',
  region: HERE,
  runId: RUN_ID,
  epoch: EPOCH,
  reason: 'us-east-1 is unreachable',
  looks: 1,
};

/** One project, whose list may lag behind what was started. */
function codebuild() {
  const world = {
    builds: [] as Build[],
    listed: Number.POSITIVE_INFINITY,
    sent: [] as StartBuildCommandInput[],
    error: undefined as Error | undefined,
    asked: 0,
  };
  const start = (wanted: StartBuildCommandInput): Build => {
    world.sent.push(wanted);
    const variables = wanted.environmentVariablesOverride;
    const known = world.builds.find(({ arn }) => arn === wanted.idempotencyToken);
    const made: Build = {
      id: `terraform-hook:${world.builds.length + 1}`,
      arn: wanted.idempotencyToken,
      buildStatus: 'IN_PROGRESS',
      currentPhase: 'QUEUED',
      environment: {
        type: 'LINUX_CONTAINER',
        image: '',
        computeType: 'BUILD_GENERAL1_SMALL',
        environmentVariables: variables,
      },
    };
    if (!known) world.builds.push(made);
    return known ?? made;
  };
  const send = async (command: unknown) => {
    if (world.error) throw world.error;
    if (command instanceof StartBuildCommand) return { build: start(command.input) };
    if (command instanceof ListBuildsForProjectCommand) {
      expect(command.input).toEqual({ projectName: 'terraform-hook', sortOrder: 'DESCENDING' });
      return { ids: world.builds.slice(0, world.listed).map(({ id }) => id) };
    }
    expect(command).toBeInstanceOf(BatchGetBuildsCommand);
    const ids: readonly (string | undefined)[] = (command as BatchGetBuildsCommand).input.ids ?? [];
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.length).toBeLessThanOrEqual(100);
    world.asked += 1;
    return { builds: world.builds.filter(({ id }) => ids.includes(id)) };
  };
  const hook = createHandler({ send }, 'terraform-hook');
  return Object.assign(world, {
    ask: async (more: Partial<HookInput> = {}) => HookAnswer.parse(await hook({ ...input, ...more })),
  });
}

test('a hook that was never asked starts a build, which knows plan, Region and epoch', async () => {
  const world = codebuild();
  expect(await world.ask()).toEqual({ status: 'pending', because: 'terraform-hook:1 is in its phase QUEUED' });
  const [sent] = world.sent;
  expect(sent?.projectName).toBe('terraform-hook');
  expect(sent?.idempotencyToken).toMatch(/^[0-9a-f]{64}$/);
  const variables = sent?.environmentVariablesOverride?.map(({ name, value }) => [name, value]) ?? [];
  expect(Object.fromEntries(variables)).toEqual({
    UNDERSTUDY_PLAN: 'orders',
    UNDERSTUDY_VERB: 'failover',
    UNDERSTUDY_POINT: 'afterTraffic',
    UNDERSTUDY_REGION: HERE,
    UNDERSTUDY_EPOCH: String(EPOCH),
    UNDERSTUDY_RUN_ID: RUN_ID,
  });
});

test('it finds its build again, however late, and starts no second one', async () => {
  const world = codebuild();
  await world.ask();
  expect((await world.ask({ looks: 2 })).status).toBe('pending');
  expect(world.sent).toHaveLength(1);
});

test('while the list does not show the build yet, the token keeps it from being started twice', async () => {
  const world = codebuild();
  world.listed = 0;
  await world.ask();
  await world.ask({ looks: 2 });
  expect(world.builds).toHaveLength(1);
  expect(world.sent[0]).toEqual(world.sent[1]);
});

test.each<[Partial<HookInput>]>([[{ runId: `${RUN_ID}-2` }], [{ point: 'fence', fencedRegion: 'us-east-1' }]])(
  'another run or point has a build of its own: %o',
  async (other) => {
    const world = codebuild();
    await world.ask();
    await world.ask(other);
    expect(world.builds).toHaveLength(2);
  },
);

test('the Region that is fenced is told to the build', async () => {
  const world = codebuild();
  await world.ask({ point: 'fence', fencedRegion: 'us-east-1' });
  expect(world.sent[0]?.environmentVariablesOverride).toContainEqual({
    name: 'UNDERSTUDY_FENCED_REGION',
    value: 'us-east-1',
    type: 'PLAINTEXT',
  });
});

test.each(['FAILED', 'FAULT', 'STOPPED', 'TIMED_OUT'] as const)(
  'a build that ended %s refuses',
  async (buildStatus) => {
    const world = codebuild();
    await world.ask();
    Object.assign(world.builds[0] ?? {}, { buildStatus, currentPhase: 'COMPLETED', logs: { deepLink: 'https://log' } });
    expect(await world.ask()).toEqual({
      status: 'refused',
      because: `terraform-hook:1 ended ${buildStatus} in its phase COMPLETED: https://log`,
    });
    expect(world.sent).toHaveLength(1);
  },
);

test('a build that succeeded is done', async () => {
  const world = codebuild();
  await world.ask();
  Object.assign(world.builds[0] ?? {}, { buildStatus: 'SUCCEEDED' });
  expect(await world.ask()).toEqual({ status: 'done', because: 'terraform-hook:1 succeeded' });
});

test('an error of AWS is thrown on: it is no refusal', async () => {
  const world = codebuild();
  world.error = new Error('Rate exceeded');
  await expect(world.ask()).rejects.toThrow('Rate exceeded');
});

test('its role may start and see its own project, and write its own log', () => {
  const text = readFileSync(join(ROOT, 'examples/hooks/terraform-in-codebuild/hook.yaml'), 'utf8');
  const tags = ['Ref', 'GetAtt'].map((tag) => ({ tag: `!${tag}`, resolve: (value: string) => `${tag} ${value}` }));
  const { Resources } = parse(text, { customTags: tags });
  const [policy] = Resources.HookRole.Properties.Policies;
  expect(policy.PolicyDocument.Statement.map(({ Resource }: { Resource: string }) => Resource)).toEqual([
    'GetAtt Project.Arn',
    'GetAtt HookLogs.Arn',
  ]);
  expect(policy.PolicyDocument.Statement[0].Action).toEqual([
    'codebuild:StartBuild',
    'codebuild:ListBuildsForProject',
    'codebuild:BatchGetBuilds',
  ]);
  // Longer, and nobody would hear the answer.
  expect(Resources.Hook.Properties.Timeout).toBeLessThan(20);
});
