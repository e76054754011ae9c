import type { Rule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { closeLeftBehind } from '../../lambdas/triggers/close-left-behind/trigger';
import { onRunEnded } from '../../lambdas/triggers/on-run-ended/trigger';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { EventTrigger } from './event-trigger';
import { tickedBy } from './every-minute';
import { TriggerLambda } from './trigger-lambda';

export interface RunCloserProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly machines: readonly StateMachine[];
  readonly deadLetters: IQueue;
  /**
   * The rule of the watch. A rule that somebody has turned off is an error of nobody: on this one hangs the alarm that
   * rings when the watch falls silent, so the closer cannot fall silent alone.
   */
  readonly everyMinute: Rule;
}

/** CloseLeftBehind looks each minute: after a quarter of an hour it has closed what an event would tell of. */
const EVENT_AGE_SECONDS_MAX = 900;

/**
 * Closes a run that ended without closing itself, by its event at once and by its lock each minute: also one that
 * succeeded, because `ServingDegraded` is how a run ends whose closing failed. The rule names the machines of this
 * control plane.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export class RunCloser extends EventTrigger {
  constructor(scope: Construct, id: string, { machines, everyMinute, ...props }: RunCloserProps) {
    super(scope, id, {
      ...props,
      trigger: onRunEnded,
      eventAgeSecondsMax: EVENT_AGE_SECONDS_MAX,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: machines.map(({ stateMachineArn }) => stateMachineArn),
        },
      },
    });
    const { place, bundles, deadLetters } = props;
    const { lambda } = new TriggerLambda(this, {
      place,
      bundles,
      trigger: closeLeftBehind,
      alsoMay: [{ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }],
    });
    tickedBy(everyMinute, { lambda, deadLetters, failures: deadLetters });
  }
}
