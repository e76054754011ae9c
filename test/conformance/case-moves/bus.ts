import { z } from 'zod';
import { ACCOUNT } from '../aws-world';
import { move } from './move';

const arnOf = (service: string, name: string) => `arn:aws:${service}:us-west-2:${ACCOUNT}:${name}`;

export const busMoves = {
  /** A rule of us-west-2 with one target: a function, which lets it in. */
  'create-rule': move(
    {
      name: z.string().default('on-test'),
      pattern: z.record(z.string(), z.array(z.string())).optional(),
      scheduleExpression: z.string().optional(),
      function: z.string(),
      isPermitted: z.boolean().default(true),
      enabled: z.boolean().default(true),
      deadLetterArn: z.string().optional(),
      maximumRetryAttempts: z.number().optional(),
      maximumEventAgeSeconds: z.number().optional(),
    },
    ({ services }, { name, pattern, scheduleExpression, function: called, isPermitted, enabled, ...target }) => {
      const arn = arnOf('events', `rule/${name}`);
      const functionArn = arnOf('lambda', `function:${called}`);
      const permission = { functionArn, principal: 'events.amazonaws.com', sourceArn: arn };
      if (isPermitted) services.functionPolicies.add({ ...permission, action: 'lambda:InvokeFunction' });
      const rule = { arn, region: 'us-west-2', enabled, pattern, scheduleExpression };
      services.events.putRule({ ...rule, targets: [{ id: '1', arn: functionArn, ...target }] });
    },
  ),
  /** A rule of us-west-2 with one target: a topic. */
  'create-topic-rule': move(
    {
      name: z.string().default('on-test'),
      pattern: z.record(z.string(), z.array(z.string())),
      topic: z.string(),
      transformer: z.object({ paths: z.record(z.string(), z.string()), template: z.string() }).optional(),
      deadLetterArn: z.string().optional(),
    },
    ({ services }, { name, pattern, topic, ...target }) => {
      const rule = { arn: arnOf('events', `rule/${name}`), region: 'us-west-2', enabled: true, pattern };
      services.events.putRule({ ...rule, targets: [{ id: '1', arn: arnOf('sns', topic), ...target }] });
    },
  ),
  'disturb-events': move(
    {
      copies: z.number().optional(),
      lateSeconds: z.number().optional(),
      overtaking: z.boolean().optional(),
    },
    ({ services }, disturbance) => services.events.disturb('us-west-2', disturbance),
  ),
  /** A queue of us-west-2 that lets EventBridge write for this rule. */
  'create-queue': move(
    { name: z.string(), rule: z.string().default('on-test') },
    ({ services: { queues } }, { name, rule }) => {
      const arn = arnOf('sqs', name);
      queues.create(arn);
      queues.setPolicy(arn, [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arn,
          Condition: { ArnEquals: { 'aws:SourceArn': arnOf('events', `rule/${rule}`) } },
        },
      ]);
    },
  ),
  /** Look: the messages of a queue, their bodies read as JSON. */
  'look-at-queue': move({ region: z.string(), name: z.string() }, ({ services }, { name }) => ({
    messages: services.queues
      .messages(arnOf('sqs', name))
      .map(({ body, attributes }) => ({ body: JSON.parse(body), attributes })),
  })),
  'cut-region': move({ region: z.string() }, ({ network }, { region }) => network.cut(region)),
  'heal-region': move({ region: z.string() }, ({ network }, { region }) => network.heal(region)),
  /** A topic of us-west-2. `letsIn`: the one rule whose events its policy takes. */
  'create-topic': move({ name: z.string(), letsIn: z.string().optional() }, ({ services }, { name, letsIn }) => {
    const { arn } = services.sns.createTopic('us-west-2', { name });
    if (letsIn === undefined) return;
    services.registry.topicPolicies.set(arn, [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arn,
        Condition: {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: { 'aws:SourceArn': arnOf('events', `rule/${letsIn}`) },
        },
      },
    ]);
  }),
  /** Look: the subjects and messages of a topic of us-west-2, the oldest first. */
  'look-at-topic': move({ region: z.string(), name: z.string() }, ({ services }, { name }) => ({
    messages: services.sns.messages
      .filter(({ topicArn }) => topicArn === arnOf('sns', name))
      .map(({ subject, message }) => ({ subject, message })),
  })),
};
