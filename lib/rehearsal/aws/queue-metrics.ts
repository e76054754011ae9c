import type { Pace } from '../world/clock';
import { regionOf } from './arn';
import type { CloudWatch } from './cloudwatch';
import type { Queues } from './queues';

export interface QueueMetricsOptions {
  readonly pace: Pace;
  readonly queues: Queues;
  readonly cloudwatch: Pick<CloudWatch, 'putMetric'>;
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const PERIOD_SECONDS = 60;
const METRIC = 'ApproximateNumberOfMessagesVisible';

/** Publishes how many messages wait in each queue, so that an alarm on dead letters works. Returns how to end it. */
export function publishQueueLengths({ pace, queues, cloudwatch }: QueueMetricsOptions): () => void {
  let cancel = () => {};
  const tick = () => {
    for (const arn of queues.list()) {
      cloudwatch.putMetric({
        region: regionOf(arn),
        namespace: 'AWS/SQS',
        name: METRIC,
        dimensions: { QueueName: arn.split(':').at(-1) ?? '' },
        value: queues.messages(arn).length,
      });
    }
    cancel = pace.clock.after(pace.scaledMilliseconds(PERIOD_SECONDS), tick);
  };
  tick();
  return () => cancel();
}
