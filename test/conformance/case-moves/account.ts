import { z } from 'zod';
import type { PolicyStatement } from '../../../lib/rehearsal/aws/iam';
import type { Service } from '../../../lib/rehearsal/aws/service';
import { ACCOUNT, type AwsWorld, caller } from '../aws-world';
import { move } from './move';

const region = z.string().default('us-west-2');

export const accountMoves = {
  'attach-policy': move(
    { region, role: z.string(), statements: z.array(z.record(z.string(), z.unknown())) },
    ({ services }, { role, statements }) =>
      services.iam.attach(role, statements as unknown as readonly PolicyStatement[]),
  ),
  /** Look: what IAM says to a request with these condition keys. */
  'ask-iam': move(
    {
      region,
      role: z.string(),
      action: z.string(),
      resource: z.string(),
      context: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
    },
    ({ services }, { role, region: _, ...request }) => ({ allowed: services.iam.allows(role, request) }),
  ),
  /** A state machine of us-west-2 whose role may call every function. */
  'create-machine': move(
    { name: z.string(), definition: z.record(z.string(), z.unknown()) },
    ({ services }, { name, definition }) => {
      const roleArn = `arn:aws:iam::${ACCOUNT}:role/machine`;
      services.iam.attach(roleArn, [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }]);
      const arn = `arn:aws:states:us-west-2:${ACCOUNT}:stateMachine:${name}`;
      services.states.create({ arn, name, region: 'us-west-2', definition, roleArn });
    },
  ),
  'throttle-starts': move({ seconds: z.number() }, ({ services }, { seconds }) =>
    services.states.startsThrottledFor(seconds),
  ),
  'create-bucket': move(
    { name: z.string(), versioned: z.boolean().default(true), retentionDays: z.number().optional() },
    ({ services: { s3 } }, { name, versioned, retentionDays: days }) => {
      const objectLock = days !== undefined && { defaultRetention: { mode: 'GOVERNANCE' as const, days } };
      s3.createBucket({ name, region: 'us-west-2', versioned, ...(objectLock && { objectLock }) });
    },
  ),
  /** Look: the same call of somebody in the account so many times at once, counted by how it ended. */
  'repeat-call': move(
    {
      region,
      service: z.string(),
      operation: z.string(),
      input: z.record(z.string(), z.unknown()).default({}),
      times: z.number(),
    },
    async (world, { service, region: at, operation, input, times }) => {
      const call = caller(serviceOf(world, service), at, `arn:aws:iam::${ACCOUNT}:role/somebody`);
      const outcomes = await Promise.all(
        Array.from({ length: times }, (_, index) =>
          call(operation, filled(input, index)).then(
            () => 'succeeded',
            ({ name }: Error) => name,
          ),
        ),
      );
      return Object.fromEntries([...new Set(outcomes)].map((one) => [one, outcomes.filter((is) => is === one).length]));
    },
  ),
};

/** By the name that requests are signed for. */
function serviceOf({ services }: AwsWorld, name: string): Service {
  const parts = Object.values(services) as readonly { readonly service?: Service }[];
  const found = parts.find((part) => part?.service?.signingName === name)?.service;
  if (!found) throw new Error(`this world has no service ${name}`);
  return found;
}

/** `#` in a text stands for the number of the call. */
const filled = (input: object, index: number): object =>
  JSON.parse(JSON.stringify(input).replaceAll('#', String(index))) as object;
