import { regionOfArn } from '../../../lib/domain/region';
import { type Finding, holds, problem, together, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';

export interface SeenKey {
  readonly arn: string;
  readonly isEnabled: boolean;
}

export interface SeenTopic {
  readonly arn: string;
  /** `undefined` when there is no such topic. */
  readonly topic: Reading<{ readonly confirmed: number; readonly keyId?: string } | undefined>;
  /** The KMS key that it is encrypted with; `undefined` when there is no such key. @default no key of the account */
  readonly key?: Reading<SeenKey | undefined>;
}

/** A run that nobody hears of waits for an approval that nobody gives. */
export function judgeTopic({ arn, topic, key }: SeenTopic, region: string): Finding {
  if (topic.outcome !== 'read') return unread(`who is told through ${arn}`, topic);
  if (topic.value === undefined) return problem(`the topic ${arn} does not exist: create it, or take it out of notify`);
  const heard =
    topic.value.confirmed > 0
      ? holds()
      : problem(`nobody has confirmed a subscription of ${arn}: subscribe the operators, and confirm the mail`);
  return together([heard, key ? judgeKey(arn, key, region) : holds()]);
}

function judgeKey(topic: string, key: Reading<SeenKey | undefined>, region: string): Finding {
  if (key.outcome !== 'read') return unread(`whether the key of ${topic} is enabled`, key);
  if (key.value === undefined) {
    return problem(`the key of ${topic} does not exist, so nothing can be published: encrypt it with another one`);
  }
  const { arn, isEnabled } = key.value;
  const at = regionOfArn(arn);
  if (at !== region) return problem(`the key ${arn} of ${topic} stands in ${at}: encrypt it with one of ${region}`);
  return isEnabled
    ? holds()
    : problem(`the key ${arn} of ${topic} is disabled, so nothing can be published: enable it`);
}
