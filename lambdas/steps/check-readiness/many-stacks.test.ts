import { sha256 } from '../../../lib/domain/canonical-json';
import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import type { Readiness } from '../../../lib/domain/readiness';
import { document, EPOCH, HERE, inputFor, LOST, NOW } from '../../../test/fixtures';
import { ourTags, RELEASE, releaseStack } from '../../../test/stack-world';
import {
  awsError,
  manifest,
  readsOf,
  type Standby,
  secondsAgo,
  signedPlan,
  standby,
  template,
} from '../../../test/standby';
import { decide } from './decide';
import { STACKS_PATIENCE_SECONDS } from './judge-stacks';
import { checkReadiness, stacksSeconds } from './step';
import { world } from './world';

const stackNames = (count: number) => Array.from({ length: count }, (_, n) => `stack-${String(n).padStart(4, '0')}`);
const planOf = (count: number): Plan => ({
  ...signedPlan,
  release: { ...signedPlan.release, stacks: stackNames(count) },
});

/** A standby in which every stack of the release stands that an earlier run has made. */
function standing(count: number): Standby {
  const at = standby();
  at.synchronization = 'connected';
  manifest({ stacks: stackNames(count).map((name) => releaseStack(name)) })(at);
  for (const name of stackNames(count)) {
    at.objects[`${name}.json`] = { text: template(name), versionId: `v-${name}` };
    at.stacks[`${name}-${RELEASE}`] = {
      StackStatus: 'CREATE_COMPLETE',
      RoleARN: namesOf(signedPlan, HERE).releaseRoleArn,
      Tags: Object.entries(ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 1) })).map(([Key, Value]) => ({ Key, Value })),
      template: template(name),
    };
  }
  return at;
}

const nameOf = (n: number) => `${stackNames(n + 1)[n]}-${RELEASE}`;
const ALTERED = `${nameOf(7)} is CREATE_COMPLETE already and is not what the release says`;

/** One of its stacks is not what the release says. */
function altered(at: Standby): Standby {
  Object.assign(at.stacks[nameOf(7)] ?? {}, { template: '{"Resources":{"Other":{"Type":"AWS::SNS::Topic"}}}' });
  return at;
}

/** The last check of this Region found everything in order, half an hour ago. */
function checked(at: Standby, changes: Partial<Readiness> = {}): Standby {
  const { text = '', versionId = '' } = at.objects['current.json'] ?? {};
  const halfAnHourAgo = secondsAgo(1800).toISOString();
  at.readiness = {
    ...{ at: halfAnHourAgo, runId: 'check', problems: [], planSha256: document.run.planSha256, activeRegion: LOST },
    verified: { at: halfAnHourAgo, versionId, sha256: sha256(text) },
    ...changes,
  };
  return at;
}

/** The step over a standby, whose calls to CloudFormation take time; warm. */
function readiness(at: Standby, count: number, context: object = {}) {
  const { clients, web, dns } = readsOf(at);
  const calls: Record<string, number> = {};
  const secondsOf: Record<string, number> = {};
  const sleep = async (milliseconds: number) => {
    const until = at.now + milliseconds;
    await Promise.resolve();
    at.now = Math.max(at.now, until);
  };
  const clock = { now: () => at.now, sleep };
  const cloudformation = {
    send(command: { input: { StackName?: string } }) {
      const name = command.input.StackName ? command.constructor.name : 'list';
      calls[name] = (calls[name] ?? 0) + 1;
      at.now += (secondsOf[name] ?? 0) * 1000;
      return clients.cloudformation.send(command as never);
    },
  };
  const reads = world({ ...clients, cloudformation, web, dns, clock });
  const began = at.now;
  const failover = { confirmOutage: { lostRegion: LOST, signals: [] } };
  const look = async () => {
    const input = inputFor(checkReadiness, {
      plan: planOf(count),
      now: new Date(at.now).toISOString(),
      elapsedSeconds: (at.now - began) / 1000,
      ...failover,
      ...context,
    });
    return decide(await reads.look(input), input);
  };
  return { look, calls, secondsOf };
}

const checking = { confirmOutage: undefined, run: { ...document.run, verb: 'check' } };

describe('CheckReadiness, of a release of which every stack stands,', () => {
  test('compares the templates of 20 where users wait', async () => {
    const { look, calls } = readiness(standing(20), 20);
    const decision = await look();
    expect(decision).toMatchObject({ kind: 'done', because: expect.not.stringContaining('templates') });
    expect(calls.GetTemplateCommand).toBe(20);
  });

  test('leaves those of more to deploy-stacks while a check is fresh, says so, and judges all by one list', async () => {
    const { look, calls } = readiness(checked(standing(21)), 21);
    expect(await look()).toMatchObject({
      kind: 'done',
      because: expect.stringContaining(
        'deploy-stacks compares the templates of stacks that stand: 21, which nobody has',
      ),
    });
    expect(calls).toEqual({ list: 1 });
  });

  test('compares those of as many as before where no check is fresh, and refuses what another one made', async () => {
    const { look } = readiness(altered(standing(21)), 21);
    expect(await look()).toMatchObject({ kind: 'refuse', because: expect.stringContaining(ALTERED) });
  });

  test('compares what somebody has updated since the check, and nothing else', async () => {
    const at = altered(checked(standing(21)));
    Object.assign(at.stacks[nameOf(7)] ?? {}, { LastUpdatedTime: new Date(NOW) });
    const { look, calls } = readiness(at, 21);
    expect(await look()).toMatchObject({ kind: 'refuse', because: expect.stringContaining(ALTERED) });
    expect(calls).toEqual({ list: 1, GetTemplateCommand: 1 });
  });

  test.each<[string, (stack: NonNullable<Standby['stacks'][string]>) => object, string]>([
    ["is a stranger's", () => ({ Tags: [] }), 'was made by somebody else'],
    ['is stuck', () => ({ StackStatus: 'UPDATE_ROLLBACK_FAILED' }), 'is UPDATE_ROLLBACK_FAILED'],
    ['has a parameter that the release does not give', () => ({ Parameters: [] }), 'its parameter Size has no value'],
  ])('refuses the takeover all the same when one of them %s', async (_, change, sentence) => {
    const at = standing(21);
    const [name = ''] = stackNames(21);
    const sized = releaseStack(name, { parameters: { live: { Size: 'small' }, drill: {} } });
    const text = '{"Parameters":{"Size":{"Type":"String"}}}';
    const signed = { ...sized, template: { ...sized.template, sha256: sha256(text) } };
    manifest({
      stacks: [
        signed,
        ...stackNames(21)
          .slice(1)
          .map((other) => releaseStack(other)),
      ],
    })(at);
    at.objects[`${name}.json`] = { text, versionId: `v-${name}` };
    const stack = at.stacks[`${name}-${RELEASE}`] ?? {};
    const Parameters = [{ ParameterKey: 'Size', ParameterValue: 'small' }];
    at.stacks[`${name}-${RELEASE}`] = { ...stack, Parameters, ...change(stack) };
    const decision = await readiness(checked(at), 21).look();
    expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(sentence) });
  });

  test('compares every template in a check, look after look, however long that takes', async () => {
    const at = standing(200);
    const { look, calls } = readiness(at, 200, checking);
    let decision = await look();
    for (let looks = 1; decision.kind === 'wait' && looks < 20; looks += 1) {
      expect(decision.because).toMatch(/\d+ of 200 stacks were not looked at yet: the next look goes on/);
      at.now += checkReadiness.lookAgainSeconds * 1000;
      decision = await look();
    }
    expect(decision.kind).toBe('done');
    expect(calls.GetTemplateCommand).toBe(200);
    expect(at.now - Date.parse(NOW)).toBeLessThan(stacksSeconds(planOf(200)) * 1000);
  });

  test('never goes on to the promotion while stacks are not looked at, and refuses at last', async () => {
    const at = standing(200);
    for (const stack of Object.values(at.stacks)) Object.assign(stack ?? {}, { StackStatus: 'CREATE_FAILED' });
    const { look, secondsOf } = readiness(at, 200, { elapsedSeconds: STACKS_PATIENCE_SECONDS });
    secondsOf.GetTemplateCommand = 2;
    expect(await look()).toMatchObject({
      kind: 'wait',
      because: expect.stringContaining('190 of 200 stacks were not looked at yet'),
    });
    const last = readiness(at, 200, { elapsedSeconds: stacksSeconds(planOf(200)) });
    expect(await last.look()).toMatchObject({
      kind: 'refuse',
      because: expect.stringMatching(/not ready within 130 s: \d+ of 200 stacks were not looked at yet/),
    });
  });

  test('nor while CloudFormation shows its list and turns away what is asked of each', async () => {
    const at = standing(200);
    for (const stack of Object.values(at.stacks)) Object.assign(stack ?? {}, { StackStatus: 'CREATE_FAILED' });
    at.errors.GetTemplateCommand = awsError('Throttling', 400);
    const because = expect.stringContaining('200 of 200 stacks were not looked at yet: Throttling');
    const looked = (elapsedSeconds: number) => readiness(at, 200, { elapsedSeconds }).look();
    expect(await looked(STACKS_PATIENCE_SECONDS)).toMatchObject({ kind: 'wait', because });
    expect(await looked(130)).toMatchObject({ kind: 'refuse', because });
  });

  test('asks about stacks for its 10 s however long the list before took', async () => {
    const { look, secondsOf } = readiness(standing(30), 30, checking);
    Object.assign(secondsOf, { list: 20 });
    expect(await look()).toMatchObject({ kind: 'done' });
  });

  test('gets on though the list alone takes longer than a look may', async () => {
    const { look, secondsOf, calls } = readiness(standing(30), 30, checking);
    Object.assign(secondsOf, { list: 20, GetTemplateCommand: 5 });
    expect(await look()).toMatchObject({ because: expect.stringContaining('20 of 30 stacks') });
    expect(await look()).toMatchObject({ because: expect.stringContaining('10 of 30 stacks') });
    expect(await look()).toMatchObject({ kind: 'done' });
    expect(calls).toMatchObject({ list: 3, GetTemplateCommand: 30 });
  });
});

test('stacks are looked at for as long as everything else up to 120 of them, and then longer', () => {
  expect([2, 120, 121, 1000].map((count) => stacksSeconds(planOf(count)))).toEqual([90, 90, 91, 530]);
});
