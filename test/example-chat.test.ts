/** The example that tells a chat channel of runs: its templates, and what arrives of an event. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { type ChatProps, chatStacks } from '../examples/chat/lib/chat-stacks';
import { RUN_EVENTS, runEventOf } from '../lib/domain/run-event';
import { provisionStack } from '../lib/rehearsal/aws/provisioner';
import { awsWorld } from './conformance/aws-world';
import { EPOCH, HERE, LOST, NOW, plan, RUN_ID } from './fixtures';
import { temporaryDirectory } from './temporary';

const REGIONS = [LOST, HERE];
const templatesOf = (more: Partial<ChatProps> = {}) =>
  chatStacks(new App({ outdir: temporaryDirectory('chat'), analyticsReporting: false }), {
    ...{ plan: 'orders', regions: REGIONS },
    ...more,
  }).map((stack) => Template.fromStack(stack));
const [, told] = templatesOf();
const [, posted] = templatesOf({ webhook: 'https://chat.example.com/post', secret: 'understudy-chat', channel: 'C1' });

/** What Amazon Q Developer takes. Source: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
const Notification = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: z.string(),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: z.string(),
    description: z.string(),
    keywords: z.array(z.string()),
  }),
  metadata: z.strictObject({
    threadId: z.string(),
    summary: z.string(),
    eventType: z.string(),
    relatedResources: z.array(z.string()),
  }),
});

const because = 'the canary said "no" \\ and then\tnothing';
const eventOf = (kind: keyof typeof RUN_EVENTS, runId = RUN_ID) =>
  runEventOf(
    {
      ...{ seq: 7, previousSha256: '', sha256: '', at: NOW, runId, epoch: EPOCH, kind, step: 'RunCanaries' },
      ...{ because, data: {} },
    },
    { plan },
  );

/** The stack in a world of its own, and what its topic was told of events. */
async function heard(...events: readonly ReturnType<typeof eventOf>[]): Promise<unknown[]> {
  const { services, clock } = awsWorld();
  const { region, account } = { region: HERE, account: plan.account };
  const template = told?.toJSON() ?? {};
  const name = `understudy-chat-orders-${HERE}`;
  await clock.until(provisionStack(services, { name, region, account, template, assetDirectory: '' }));
  for (const event of events) if (event) services.events.publish({ region, ...event });
  await clock.pass(1000);
  await services.close();
  return services.sns.messages.map(({ message }) => JSON.parse(message));
}

describe('the topic', () => {
  test('is told in the schema that Amazon Q Developer shows, whatever stands in a sentence', async () => {
    const [message] = await heard(eventOf('failed'));
    expect(Notification.parse(message)).toMatchObject({
      content: {
        title: 'Understudy Step Failed',
        description: eventOf('failed')?.detail.because,
        keywords: ['orders', 'failover', HERE, 'RunCanaries'],
      },
      metadata: { threadId: RUN_ID, relatedResources: [RUN_ID] },
    });
  });

  test('is told of the plan’s runs and their steps, and neither of calls nor of checks', async () => {
    const kinds = Object.keys(RUN_EVENTS) as (keyof typeof RUN_EVENTS)[];
    const check = RUN_ID.replace('-failover:', '-check:');
    const other = eventOf('ended');
    const messages = await heard(
      ...kinds.map((kind) => eventOf(kind)),
      eventOf('ended', check),
      other && { ...other, detail: { ...other.detail, plan: 'stock' } },
    );
    const { called, answered, ...followed } = RUN_EVENTS;
    expect(messages.map((message) => Notification.parse(message).content.title)).toEqual(Object.values(followed));
  });

  test('stands in every Region of the plan, encrypted on its way', () => {
    expect(templatesOf()).toHaveLength(REGIONS.length);
    expect(JSON.stringify(told?.findResources('AWS::SNS::TopicPolicy'))).toContain('aws:SecureTransport');
  });
});

describe('the webhook', () => {
  const text = JSON.stringify(posted?.toJSON());

  test('is posted to with a header whose value is in no template', () => {
    posted?.hasResourceProperties('AWS::Events::ApiDestination', {
      InvocationEndpoint: 'https://chat.example.com/post',
      HttpMethod: 'POST',
      InvocationRateLimitPerSecond: 1,
    });
    posted?.hasResourceProperties('AWS::Events::Connection', {
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: {
          ApiKeyName: 'Authorization',
          ApiKeyValue: '{{resolve:secretsmanager:understudy-chat:SecretString:::}}',
        },
      },
    });
    expect(text).not.toContain('AWS::SNS::Topic');
  });

  test('gets flat JSON in which every field is a whole value', () => {
    const [rule] = Object.values(posted?.findResources('AWS::Events::Rule') ?? {});
    const { InputTemplate } = rule?.Properties.Targets[0].InputTransformer ?? {};
    expect(JSON.parse(InputTemplate.replace(/<[\w-]+>/g, 'null'))).toEqual({
      channel: 'C1',
      ...Object.fromEntries('text id title plan verb region run step seq at'.split(' ').map((name) => [name, null])),
    });
  });

  test('is refused without its secret', () => {
    expect(() => templatesOf({ webhook: 'https://chat.example.com' })).toThrow('name the secret');
  });
});

test.each([['the topic', told] as const, ['the webhook', posted] as const])(
  'what %s could not be told is kept in a queue, which this rule alone writes to',
  (_, template) => {
    const [[rule, { Properties }] = ['', {}]] = Object.entries(template?.findResources('AWS::Events::Rule') ?? {});
    expect(Properties?.Targets[0].DeadLetterConfig).toBeDefined();
    expect(JSON.stringify(template?.findResources('AWS::SQS::QueuePolicy'))).toContain(
      JSON.stringify({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } }),
    );
  },
);
