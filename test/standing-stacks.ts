import { decide } from '../lambdas/steps/check-readiness/decide';
import { checkReadiness } from '../lambdas/steps/check-readiness/step';
import { world } from '../lambdas/steps/check-readiness/world';
import { sha256 } from '../lib/domain/canonical-json';
import { namesOf, STACK_TAGS } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import type { Readiness } from '../lib/domain/readiness';
import { document, EPOCH, HERE, inputFor, LOST } from './fixtures';
import { ourTags, RELEASE, releaseStack } from './stack-world';
import {
  awsError,
  manifest,
  nothing,
  readsOf,
  type Standby,
  secondsAgo,
  signedPlan,
  standby,
  template,
} from './standby';

export const stackNames = (count: number) =>
  Array.from({ length: count }, (_, n) => `stack-${String(n).padStart(4, '0')}`);
export const planOf = (count: number, changes: Partial<Plan['release']> = {}): Plan => ({
  ...signedPlan,
  release: { ...signedPlan.release, stacks: stackNames(count), ...changes },
});

const tagsOf = (release: string) =>
  Object.entries(ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 1), [STACK_TAGS.release]: release })).map(
    ([Key, Value]) => ({ Key, Value }),
  );

/** A standby in which every stack of the release stands that an earlier run has made. */
export function standing(count: number): Standby {
  const at = standby();
  at.synchronization = 'connected';
  manifest({ stacks: stackNames(count).map((name) => releaseStack(name)) })(at);
  for (const name of stackNames(count)) {
    at.objects[`${name}.json`] = { text: template(name), versionId: `v-${name}` };
    at.stacks[`${name}-${RELEASE}`] = {
      StackStatus: 'CREATE_COMPLETE',
      RoleARN: namesOf(signedPlan, HERE).releaseRoleArn,
      Tags: tagsOf(RELEASE),
      template: template(name),
    };
  }
  return at;
}

export const nameOf = (n: number) => `${stackNames(n + 1)[n]}-${RELEASE}`;
export const ALTERED = `${nameOf(7)} is CREATE_COMPLETE already and is not what the release says`;

/** One of its stacks is not what the release says. */
export function altered(at: Standby): Standby {
  Object.assign(at.stacks[nameOf(7)] ?? {}, { template: '{"Resources":{"Other":{"Type":"AWS::SNS::Topic"}}}' });
  return at;
}

/** The last check of this Region found everything in order, half an hour ago. */
export function checked(at: Standby, changes: Partial<Readiness> = {}): Standby {
  const { text = '', versionId = '' } = at.objects['current.json'] ?? {};
  const halfAnHourAgo = secondsAgo(1800).toISOString();
  at.readiness = {
    ...{ at: halfAnHourAgo, runId: 'check', problems: [], planSha256: document.run.planSha256, activeRegion: LOST },
    verified: { at: halfAnHourAgo, versionId, sha256: sha256(text) },
    ...changes,
  };
  return at;
}

/** Each of them has to be deleted first, so that what its template retains has to be read. */
export function obsolete(at: Standby, StackStatus: 'CREATE_FAILED' | 'CREATE_COMPLETE', release = RELEASE): Standby {
  for (const stack of Object.values(at.stacks)) Object.assign(stack ?? {}, { StackStatus, Tags: tagsOf(release) });
  return at;
}

/** The step over a standby, whose calls to CloudFormation take time; warm. */
export function readiness(at: Standby, count: number, context: object = {}) {
  const { clients, web, dns } = readsOf(at);
  const calls: Record<string, number> = {};
  const secondsOf: Record<string, number> = {};
  const sleep = async (milliseconds: number) => {
    const until = at.now + milliseconds;
    await Promise.resolve();
    at.now = Math.max(at.now, until);
  };
  const clock = { now: () => at.now, sleep };
  /** Whether CloudFormation turns a call away, by its operation and the stack's name or ARN. */
  const throttle = { on: (_operation: string, _stack: string) => false };
  const cloudformation = {
    async send(command: { input: { StackName?: string } }) {
      const { StackName = '' } = command.input;
      const name = StackName ? command.constructor.name : 'list';
      calls[name] = (calls[name] ?? 0) + 1;
      at.now += (secondsOf[name] ?? 0) * 1000;
      if (throttle.on(name, StackName)) throw awsError('Throttling', 400);
      return clients.cloudformation.send(command as never);
    },
  };
  const reads = world({ ...clients, cloudformation, web, dns, clock, log: nothing });
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
  /** Looks as often as the machine does, until the step comes to an end. */
  const ended = async () => {
    let decision = await look();
    for (let looks = 1; decision.kind === 'wait' && looks < 200; looks += 1) {
      at.now += checkReadiness.lookAgainSeconds * 1000;
      decision = await look();
    }
    return { decision, seconds: (at.now - began) / 1000 };
  };
  return { look, ended, calls, secondsOf, throttle };
}

export const switching = {
  confirmOutage: undefined,
  confirmActive: { activeRegion: LOST, signals: [] },
  run: { ...document.run, verb: 'switchover' },
};
export const checking = { confirmOutage: undefined, run: { ...document.run, verb: 'check' } };
