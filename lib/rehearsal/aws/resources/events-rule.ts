import * as z from 'zod';
import { arnIn } from '../arn';
import type { Pattern } from '../events/pattern';
import { optionalNumber, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

const target = z.strictObject({
  Arn: text,
  Id: text,
  Input: optionalText,
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), text).default({}), InputTemplate: text })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
  RetryPolicy: z
    .strictObject({ MaximumEventAgeInSeconds: optionalNumber, MaximumRetryAttempts: optionalNumber })
    .default({}),
});

const targetOf = ({ Arn, Id, Input, InputTransformer, DeadLetterConfig, RetryPolicy }: z.infer<typeof target>) => ({
  id: Id,
  arn: Arn,
  input: Input,
  transformer: InputTransformer && { paths: InputTransformer.InputPathsMap, template: InputTransformer.InputTemplate },
  deadLetterArn: DeadLetterConfig?.Arn,
  maximumEventAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds,
  maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts,
});

/** A rule on the default bus. Another bus or a role is refused. */
export const eventsRule = resourceType({
  type: 'AWS::Events::Rule',
  properties: z.object({
    EventPattern: z.record(z.string(), z.unknown()).optional(),
    Name: optionalText,
    ScheduleExpression: optionalText,
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Targets: z.array(target).default([]),
  }),
  inert: ['Description'],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.Name ?? generatedName(stack, logicalId, 64);
    const arn = arnIn(stack, 'events', `rule/${name}`);
    services.events.putRule({
      arn,
      region: stack.region,
      enabled: properties.State === 'ENABLED',
      pattern: properties.EventPattern as Pattern | undefined,
      scheduleExpression: properties.ScheduleExpression,
      targets: properties.Targets.map(targetOf),
    });
    return { physicalId: name, attributes: { Arn: arn }, remove: () => services.events.deleteRule(arn) };
  },
});
