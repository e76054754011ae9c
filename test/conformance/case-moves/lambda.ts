import { z } from 'zod';
import { ACCOUNT, type AwsWorld } from '../aws-world';
import { move } from './move';

const heard = new WeakMap<AwsWorld, Map<string, unknown[]>>();

function eventsOf(world: AwsWorld, name: string): unknown[] {
  const all = heard.get(world) ?? new Map<string, unknown[]>();
  heard.set(world, all);
  const events = all.get(name) ?? [];
  all.set(name, events);
  return events;
}

/** What a function throws: its error's name and message. */
const failure = z.strictObject({ name: z.string(), message: z.string() });
const arnOf = (name: string) => `arn:aws:lambda:us-west-2:${ACCOUNT}:function:${name}`;

export const lambdaMoves = {
  /** A function that writes down its events, takes its time, fails so many times and then answers. */
  'create-function': move(
    {
      name: z.string(),
      takesSeconds: z.number().default(0),
      fails: failure.optional(),
      /** @default for ever */
      failures: z.number().default(Number.POSITIVE_INFINITY),
      answers: z.unknown().optional(),
    },
    (world, { name, takesSeconds, fails, failures, answers }) => {
      const events = eventsOf(world, name);
      world.functions.set(name, async (event) => {
        events.push(event);
        const count = events.length;
        if (takesSeconds > 0) await world.clock.sleep(takesSeconds * 1000);
        if (fails && count <= failures) throw Object.assign(new Error(fails.message), { name: fails.name });
        return answers;
      });
    },
  ),
  /** Look: the events that a function was run with. */
  'look-at-function': move({ region: z.string(), name: z.string() }, (world, { name }) => {
    const events = [...eventsOf(world, name)];
    return { count: events.length, events };
  }),
  'invoke-asynchronously': move({ name: z.string(), event: z.unknown() }, ({ services }, { name, event }) =>
    services.asyncInvocations.accept(arnOf(name), event),
  ),
  /** How a function's asynchronous events are retried; its dead letters go to a queue as a role. */
  'configure-retries': move(
    {
      name: z.string(),
      maximumRetryAttempts: z.number().optional(),
      maximumEventAgeSeconds: z.number().optional(),
      onFailureArn: z.string().optional(),
      roleArn: z.string().optional(),
    },
    ({ services }, { name, ...config }) => services.asyncInvocations.configure(arnOf(name), config),
  ),
  'reserve-concurrency': move({ name: z.string(), count: z.number().optional() }, ({ services }, { name, count }) =>
    services.lambdaConcurrency.reserve(arnOf(name), count),
  ),
  'use-up-concurrency': move({ isUsedUp: z.boolean() }, ({ services }, { isUsedUp }) =>
    services.lambdaConcurrency.usedUp('us-west-2', isUsedUp),
  ),
};
