import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { createSns } from '../../lib/rehearsal/aws/sns';
import { wallClock } from '../../lib/rehearsal/world/clock';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const clock = { ...wallClock, iso: () => '2026-11-21T01:02:03.000Z' };
let endpoint: EndpointInTest;
let sns: ReturnType<typeof createSns>;
let TopicArn: string;

beforeEach(async () => {
  sns = createSns({ account: ACCOUNT, clock });
  endpoint = await openEndpoint([sns.service]);
  TopicArn = sns.createTopic('us-west-2', { name: 'oncall' }).arn;
});
afterEach(() => endpoint.close());

const publish = (input: object, region = 'us-west-2') =>
  new SNSClient(endpoint.settings(undefined, region)).send(new PublishCommand({ TopicArn, Message: 'm', ...input }));

test('keeps what was published, with its topic and Region', async () => {
  const { MessageId } = await publish({ Subject: 'orders failed over', Message: 'line 1\nline <2> & é' });
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(sns.messages).toEqual([
    {
      region: 'us-west-2',
      topicArn: `arn:aws:sns:us-west-2:${ACCOUNT}:oncall`,
      subject: 'orders failed over',
      message: 'line 1\nline <2> & é',
      at: '2026-11-21T01:02:03.000Z',
    },
  ]);
});

test('refuses a topic that is not there', async () => {
  const error = await refused(publish({ TopicArn: `${TopicArn}2` }));
  expect(error).toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
  sns.deleteTopic(TopicArn);
  await refused(publish({}));
  expect(sns.messages).toEqual([]);
});

test.each([
  ['a topic of another Region', {}, 'us-east-1'],
  ['a subject of 101 characters', { Subject: 's'.repeat(101) }, 'us-west-2'],
  ['a subject of two lines', { Subject: 'a\nb' }, 'us-west-2'],
  ['an empty message', { Message: '' }, 'us-west-2'],
  ['a message over 256 KiB', { Message: 'm'.repeat(262_145) }, 'us-west-2'],
])('refuses %s', async (_, input, region) => {
  expect((await refused(publish(input, region))).name).toBe('InvalidParameterException');
});

test('takes a subject of 100 characters and a message of 256 KiB', async () => {
  await publish({ Subject: 's'.repeat(100), Message: 'm'.repeat(262_144) });
});

test('refuses an input that would be ignored, by name', async () => {
  const error = await refused(publish({ MessageStructure: 'json' }));
  expect(error).toMatchObject({ message: 'sns:Publish with MessageStructure is not rehearsed' });
});

test('asks IAM for the topic', async () => {
  const error = await refused(
    new SNSClient(endpoint.as({ name: 'step' })).send(new PublishCommand({ TopicArn, Message: 'm' })),
  );
  expect(error.message).toContain(`sns:Publish on resource: ${TopicArn}`);
});
