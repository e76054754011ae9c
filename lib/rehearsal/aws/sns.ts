import type { GetTopicAttributesCommandInput, PublishCommandInput } from '@aws-sdk/client-sns';
import * as client from '@aws-sdk/client-sns';
import type { Clock } from '../world/clock';
import { arnIn, regionOf } from './arn';
import { AwsError, type Call, type Service } from './service';

/** A message as it was published. */
export interface PublishedMessage {
  readonly region: string;
  readonly topicArn: string;
  /** @default none */
  readonly subject?: string;
  readonly message: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** What is known of a topic besides its messages. */
export interface TopicState {
  /** Subscriptions that somebody has confirmed; nobody reads mail here. */
  readonly confirmed: number;
  /** Id, alias or ARN of a KMS key. @default it is not encrypted */
  readonly keyId?: string;
}

/** SNS: topics that keep what was published. */
export interface Sns {
  readonly service: Service;
  createTopic(region: string, topic: { name: string }): { arn: string };
  deleteTopic(arn: string): void;
  /** What a topic has besides; at first one person has subscribed and confirmed it, and it is not encrypted. */
  changeTopic(arn: string, changes: Partial<TopicState>): void;
  /** By a service of this world, e.g. an alarm action. @throws NotFound */
  publish(message: Pick<PublishedMessage, 'topicArn' | 'subject' | 'message'>): void;
  /** Everything that was published, oldest first. */
  readonly messages: readonly PublishedMessage[];
}

export function createSns({ account, clock }: { account: string; clock: Clock }): Sns {
  const topics = new Map<string, TopicState>();
  const messages: PublishedMessage[] = [];
  const publish = (message: Pick<PublishedMessage, 'topicArn' | 'subject' | 'message'>) => {
    known(message.topicArn);
    messages.push({ ...message, region: regionOf(message.topicArn), at: clock.iso() });
  };
  const known = (arn: string): TopicState => {
    const topic = topics.get(arn);
    if (!topic) throw new AwsError('NotFoundException', 'Topic does not exist', { status: 404 });
    return topic;
  };
  const service: Service = {
    signingName: 'sns',
    client,
    operations: {
      Publish(input: PublishCommandInput, { region, requestId }: Call) {
        publish(messageOf(input, region));
        return { MessageId: requestId };
      },
      GetTopicAttributes({ TopicArn = '' }: GetTopicAttributesCommandInput, { region }: Call) {
        if (regionOf(TopicArn) !== region) throw invalid('TopicArn');
        return { Attributes: attributesOf(TopicArn, known(TopicArn)) };
      },
    },
    authorization: (operation, { TopicArn }: PublishCommandInput) => [
      { action: `sns:${operation}`, resource: TopicArn ?? '' },
    ],
    changes: (operation) => operation === 'Publish',
  };
  return {
    service,
    createTopic(region, { name }) {
      const arn = arnIn({ region, account }, 'sns', name);
      topics.set(arn, { confirmed: 1 });
      return { arn };
    },
    deleteTopic: (arn) => void topics.delete(arn),
    changeTopic: (arn, changes) => void topics.set(arn, { ...known(arn), ...changes }),
    publish,
    messages,
  };
}

/**
 * Every value is a text; a topic without a key of its own has no `KmsMasterKeyId`.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
 */
const attributesOf = (TopicArn: string, { confirmed, keyId }: TopicState): Record<string, string> => ({
  TopicArn,
  SubscriptionsConfirmed: String(confirmed),
  SubscriptionsPending: '0',
  SubscriptionsDeleted: '0',
  ...(keyId !== undefined && { KmsMasterKeyId: keyId }),
});

/** A subject is one line of printable ASCII, up to this many characters. Source: API reference of Publish. */
const SUBJECT_CHARACTERS_MAX = 100;
/** Source: https://docs.aws.amazon.com/general/latest/gr/sns.html */
const MESSAGE_BYTES_MAX = 262_144;

/** @throws InvalidParameter as Publish does, and NotImplemented for a member that would be ignored */
function messageOf({ TopicArn = '', Subject, Message = '', ...unread }: PublishCommandInput, region: string) {
  const names = Object.keys(unread).join(', ');
  if (names !== '') throw new AwsError('NotImplemented', `sns:Publish with ${names} is not rehearsed`, { status: 501 });
  const subjectIsFine = Subject === undefined || /^[\x21-\x7e][\x20-\x7e]*$/.test(Subject);
  if (!subjectIsFine || (Subject?.length ?? 0) > SUBJECT_CHARACTERS_MAX) throw invalid('Subject');
  if (Message === '' || Buffer.byteLength(Message) > MESSAGE_BYTES_MAX) throw invalid('Message');
  if (regionOf(TopicArn) !== region) throw invalid('TopicArn');
  return { topicArn: TopicArn, message: Message, ...(Subject === undefined ? {} : { subject: Subject }) };
}

const invalid = (parameter: string) =>
  new AwsError('InvalidParameterException', `Invalid parameter: ${parameter}`, { status: 400 });
