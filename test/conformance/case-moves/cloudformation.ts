import { z } from 'zod';
import { provisionStack } from '../../../lib/rehearsal/aws/provisioner';
import { ACCOUNT, type AwsWorld } from '../aws-world';
import { move } from './move';

/** The bucket that templates of cases lie in; its Region is that of the calls. */
const BUCKET = 'releases';
const region = z.string().default('us-west-2');
const template = z.record(z.string(), z.unknown());
const meant = { region, logicalId: z.string(), times: z.number().default(1) };

export const cloudformationMoves = {
  /** Puts a template where `https://releases.s3.us-west-2.amazonaws.com/<key>` finds it. */
  'put-template': move({ key: z.string(), template, region }, (world, { key, template: body, region: at }) =>
    put(world, { key, region: at, body: JSON.stringify(body) }),
  ),
  /** The same with what is not JSON. */
  'put-text': move({ key: z.string(), text: z.string(), region }, (world, { key, text, region: at }) =>
    put(world, { key, region: at, body: text }),
  ),
  /** The same with so many parts that nobody wants to write them down. */
  'put-large-template': move(
    {
      ...{ key: z.string(), region, resources: z.number().default(1), parameters: z.number().default(0) },
      ...{ outputs: z.number().default(0), bytes: z.number().default(0) },
    },
    (world, { key, region: at, ...size }) => put(world, { key, region: at, body: JSON.stringify(largeTemplate(size)) }),
  ),
  /** Makes a stack by the world's own hand, as the pilot light is. */
  'register-stack': move(
    { name: z.string(), template, region, status: z.enum(['CREATE_COMPLETE']).optional() },
    async ({ services }, { name, template: made, region: at }) => {
      const place = { name, region: at, account: ACCOUNT, assetDirectory: '' };
      const provisioned = await provisionStack(services, { ...place, template: made });
      services.cloudformation.register({ ...place, ...provisioned, template: JSON.stringify(made) });
    },
  ),
  'show-status': move(
    { region, stack: z.string(), status: z.string(), reason: z.string().optional() },
    ({ services }, { status, ...shown }) =>
      services.cloudformation.showStatus({ ...shown, status: status as 'UPDATE_IN_PROGRESS' }),
  ),
  'trust-role': move({ role: z.string() }, ({ services }, { role }) =>
    services.roles.trust(role, ['cloudformation.amazonaws.com']),
  ),
  'allow-role': move({ role: z.string(), actions: z.array(z.string()) }, ({ services }, { role, actions }) =>
    services.iam.attach(role, [{ Effect: 'Allow', Action: actions, Resource: '*' }]),
  ),
  /** Lets the next creations of a resource fail. */
  'fail-creation': move(
    { ...meant, reason: z.string(), handlerErrorCode: z.string().optional(), afterSeconds: z.number().default(0) },
    ({ services }, { handlerErrorCode, ...failing }) =>
      services.cloudformation.failCreation({ ...failing, ...(handlerErrorCode && { handlerErrorCode }) }),
  ),
  'slow-creation': move({ ...meant, seconds: z.number() }, ({ services }, slow) =>
    services.cloudformation.slowCreation(slow),
  ),
  /** Something that belongs to no stack has this name. */
  'take-name': move({ region, type: z.string(), physicalId: z.string() }, ({ services }, named) =>
    services.cloudformation.takeName(named),
  ),
  'drift-resource': move(
    {
      ...{ region, stack: z.string(), logicalId: z.string(), propertyPath: z.string() },
      ...{ expected: z.string(), actual: z.string() },
    },
    ({ services }, drifted) => services.cloudformation.driftResource(drifted),
  ),
  /** What the same CreateStack again is answered with. */
  'answer-repeats': move(
    { with: z.enum(['AlreadyExistsException', 'TokenAlreadyExistsException']) },
    ({ services }, { with: answer }) => services.cloudformation.answerRepeatsWith(answer),
  ),
  'limit-stacks': move({ region, count: z.number() }, ({ services }, limit) =>
    services.cloudformation.limitStacks(limit),
  ),
};

function put({ services: { s3 } }: AwsWorld, object: { key: string; region: string; body: string }): object {
  const { key, region: at, body } = object;
  if (!s3.hasBucket(BUCKET)) s3.createBucket({ name: BUCKET, region: at, versioned: true });
  return { VersionId: s3.putObject({ bucket: BUCKET, key, body }).versionId };
}

function largeTemplate(size: { resources: number; parameters: number; outputs: number; bytes: number }): object {
  const many = (count: number, prefix: string, one: object) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, one]));
  return {
    Description: ' '.repeat(size.bytes),
    Resources: many(size.resources, 'Logs', { Type: 'AWS::Logs::LogGroup' }),
    Parameters: many(size.parameters, 'Size', { Type: 'String', Default: '1' }),
    Outputs: many(size.outputs, 'Size', { Value: '1' }),
  };
}
