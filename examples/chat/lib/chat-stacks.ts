import { type App, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { runsOf } from './run-events';
import { chatTopic } from './topic';
import { webhookTarget } from './webhook';

export interface ChatProps {
  /** Name of the plan whose runs are followed. */
  readonly plan: string;
  /** Regions of the plan: a run is told in the Region that it activates. */
  readonly regions: readonly string[];
  /** Address that is posted to. @default a topic is told */
  readonly webhook?: string | undefined;
  /** Name of the secret with the value of the header `Authorization`; wanted with a webhook. */
  readonly secret?: string | undefined;
  /** Channel for an address that asks for one. @default none */
  readonly channel?: string | undefined;
}

/** One stack in each Region: while one of them is dark, the run that matters is told in the other. */
export const chatStacks = (app: App, props: ChatProps): Stack[] =>
  props.regions.map((region) => {
    const stack = new Stack(app, `understudy-chat-${props.plan}-${region}`, {
      description: `Tells what the runs of ${props.plan} do in ${region}`,
      env: { region },
    });
    followRuns(stack, props);
    return stack;
  });

function followRuns(stack: Stack, { plan, webhook, secret, channel }: ChatProps): void {
  const deadLetterQueue = new Queue(stack, 'Untold', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
  if (webhook !== undefined && secret === undefined) {
    throw new Error('a webhook without -c secret=<name>; name the secret that holds the value of its Authorization');
  }
  const target =
    webhook !== undefined && secret !== undefined
      ? webhookTarget(stack, { webhook, secret, channel, deadLetterQueue })
      : chatTopic(stack, deadLetterQueue);
  new Rule(stack, 'Runs', { eventPattern: runsOf(plan), targets: [target] });
}
