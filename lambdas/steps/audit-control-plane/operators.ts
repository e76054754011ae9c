import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import {
  DescribeRuleCommand,
  type DescribeRuleCommandOutput,
  ListRuleNamesByTargetCommand,
  type ListRuleNamesByTargetCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, type DescribeKeyCommandOutput } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand, type GetTopicAttributesCommandOutput } from '@aws-sdk/client-sns';
import { inRegion } from '../../../lib/domain/names';
import { type Place, slugOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { type Reading, reading } from '../../edge/reading';
import { onAlarm } from '../../triggers/on-alarm/trigger';
import type { SeenAlarm, SeenRule } from './judge-alarm';
import type { SeenKey, SeenTopic } from './judge-topics';

export interface OperatorClients {
  readonly sns: Sends;
  readonly kms: Sends;
  readonly cloudwatch: Sends;
  readonly events: Sends;
}

/** The operators' topic and the plan's own ones here. */
export const seenTopics = (clients: Pick<OperatorClients, 'sns' | 'kms'>, place: Place): Promise<SeenTopic[]> => {
  const { plan, region, names } = place;
  const arns = [names.topicArn, ...plan.notify.map((topic) => inRegion(topic, region))];
  return Promise.all([...new Set(arns)].map((arn) => seenTopic(clients, arn)));
};

/** Encrypted with AWS's own key, which nobody can disable. */
const AWS_KEY = /(^|:)alias\/aws\//;

async function seenTopic({ sns, kms }: Pick<OperatorClients, 'sns' | 'kms'>, arn: string): Promise<SeenTopic> {
  const asked: Promise<GetTopicAttributesCommandOutput> = sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
  const read = await reading('sns:GetTopicAttributes', asked.then(topicFrom));
  const isMissing = read.outcome === 'failed' && read.name === 'NotFoundException';
  const topic: SeenTopic['topic'] = isMissing ? { outcome: 'read', value: undefined } : read;
  const keyId = topic.outcome === 'read' ? topic.value?.keyId : undefined;
  if (keyId === undefined || AWS_KEY.test(keyId)) return { arn, topic };
  return { arn, topic, key: await seenKey(kms, keyId) };
}

/** Source: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
const topicFrom = ({
  Attributes: { SubscriptionsConfirmed, KmsMasterKeyId } = {},
}: GetTopicAttributesCommandOutput) => ({
  confirmed: Number(SubscriptionsConfirmed ?? 0),
  ...(KmsMasterKeyId && { keyId: KmsMasterKeyId }),
});

async function seenKey(kms: Sends, KeyId: string): Promise<Reading<SeenKey | undefined>> {
  const asked: Promise<DescribeKeyCommandOutput> = kms.send(new DescribeKeyCommand({ KeyId }));
  const key = await reading(
    'kms:DescribeKey',
    asked.then(({ KeyMetadata }) => ({
      arn: KeyMetadata?.Arn ?? '',
      isEnabled: KeyMetadata?.Enabled === true,
    })),
  );
  const isMissing = key.outcome === 'failed' && key.name === 'NotFoundException';
  return isMissing ? { outcome: 'read', value: undefined } : key;
}

/** The alarm on the active Region, and the rules that start a failover when it goes off. */
export async function seenAlarm(
  { cloudwatch, events }: Pick<OperatorClients, 'cloudwatch' | 'events'>,
  { plan, region, names }: Place,
): Promise<SeenAlarm> {
  const name = names.alarm;
  const asked: Promise<DescribeAlarmsCommandOutput> = cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name] }),
  );
  const starter = `arn:${names.partition}:lambda:${region}:${plan.account}:function:${names.lambda(slugOf(onAlarm))}`;
  const [alarm, rules] = await Promise.all([
    reading(
      'cloudwatch:DescribeAlarms',
      asked.then(({ MetricAlarms: [own] = [] }) => own && { hasActions: own.ActionsEnabled === true }),
    ),
    reading('events:DescribeRule', rulesCalling(events, starter)),
  ]);
  return { name, alarm, rules };
}

async function rulesCalling(events: Sends, TargetArn: string): Promise<SeenRule[]> {
  const { RuleNames = [] }: ListRuleNamesByTargetCommandOutput = await events.send(
    new ListRuleNamesByTargetCommand({ TargetArn }),
  );
  return Promise.all(
    RuleNames.map(async (name) => {
      const { State }: DescribeRuleCommandOutput = await events.send(new DescribeRuleCommand({ Name: name }));
      return { name, isEnabled: State === 'ENABLED' };
    }),
  );
}
