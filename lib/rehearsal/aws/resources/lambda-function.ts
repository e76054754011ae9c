import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { number, optionalNumber, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';
import { functionArn } from './lambda-arn';

/** Seconds and megabytes that Lambda gives a function that asks for none. */
const TIMEOUT_SECONDS = 3;
const MEMORY_MEGABYTES = 128;

/** A function whose code is an asset of the cloud assembly; its deletion leaves the host's registration unused. */
export const lambdaFunction = resourceType({
  type: 'AWS::Lambda::Function',
  properties: z.object({
    Code: z.strictObject({ S3Bucket: text, S3Key: text }),
    Environment: z
      .strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
      .default({ Variables: {} }),
    FunctionName: optionalText,
    Handler: text,
    MemorySize: number.default(MEMORY_MEGABYTES),
    ReservedConcurrentExecutions: optionalNumber,
    Role: text,
    Runtime: z.string().regex(/^nodejs/, 'only Node.js functions are rehearsed'),
    Timeout: number.default(TIMEOUT_SECONDS),
  }),
  inert: [
    ...['Architectures', 'Description', 'EphemeralStorage', 'LoggingConfig', 'PackageType', 'RecursiveLoop'],
    ...['RuntimeManagementConfig', 'SnapStart', 'Tags', 'TracingConfig', 'KmsKeyArn'],
  ],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.FunctionName ?? generatedName(stack, logicalId, 64);
    const arn = functionArn(stack, name);
    services.roles.assertTrusted(properties.Role, 'lambda.amazonaws.com');
    services.registry.functionRoles.set(arn, properties.Role);
    services.lambdaConcurrency.reserve(arn, properties.ReservedConcurrentExecutions);
    services.lambdas.register({
      arn,
      name,
      region: stack.region,
      codeDirectory: assetDirectory(stack.assetDirectory, properties.Code.S3Key),
      handler: properties.Handler,
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      environment: properties.Environment.Variables,
      roleArn: properties.Role,
    });
    return { physicalId: name, attributes: { Arn: arn } };
  },
});

/** Where the cloud assembly keeps what would be zipped to `<hash>.zip`. */
function assetDirectory(assembly: string, key: string): string {
  const hash = /([0-9a-f]{64})\.zip$/.exec(key)?.[1];
  const directory = join(assembly, `asset.${hash}`);
  if (hash && existsSync(directory)) return directory;
  throw new Error(`the function's code ${key} is no asset of ${assembly}: synthesise again`);
}
