import { Annotations, Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Place } from '../domain/step';
import type { Verb } from '../domain/verbs';
import { endedBadlyLines } from '../report/ended-badly';
import { runbookAt } from './alarm-text';

export interface RunEndingsProps {
  readonly place: Place;
  readonly verb: Verb;
  readonly machine: StateMachine;
  readonly operators: ITopic;
  readonly deadLetters: IQueue;
}

/** Whoever reads of it later than this has been told by CloseLeftBehind, which closes a dead run within minutes. */
const EVENT_AGE_SECONDS_MAX = 900;

/**
 * Tells the operators of a run that ended badly, without any code of Understudy in between. A run tells them itself
 * when it closes, but one that is aborted, times out or fails before it closes keeps the lock and would be silent; one
 * that was handed over is told of twice. One rule for each verb: what an end means differs, and a rule costs nothing.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export class RunEndings extends Construct {
  constructor(scope: Construct, id: string, props: RunEndingsProps) {
    super(scope, id);
    const { place, verb, machine, operators, deadLetters } = props;
    // It is asked of the topic's ARN below; both stand in this very stack.
    Annotations.of(this).acknowledgeWarning(
      '@aws-cdk/aws-events:ruleUnresolvedEnvironment',
      'the topic stands in the stack of the rule',
    );
    const lines = endedBadlyLines({
      ...{ verb, plan: place.plan.name, region: place.region },
      status: EventField.fromPath('$.detail.status'),
      runId: EventField.fromPath('$.detail.executionArn'),
      runbook: runbookAt('A run ended badly'),
    });
    new Rule(this, 'Rule', {
      description: `A ${verb} that was aborted, timed out or failed is told to the operators.`,
      eventPattern: {
        account: [place.plan.account],
        region: [place.region],
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [machine.stateMachineArn] },
      },
      targets: [
        // By its ARN: CDK would let every rule of every account in; `operatorsTopic` lets in those of this plan.
        new SnsTopic(Topic.fromTopicArn(this, 'Operators', operators.topicArn), {
          message: RuleTargetInput.fromMultilineText(lines.join('\n')),
          deadLetterQueue: deadLetters,
          maxEventAge: Duration.seconds(EVENT_AGE_SECONDS_MAX),
          retryAttempts: 10,
        }),
      ],
    });
  }
}
