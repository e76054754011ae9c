import { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { watchRegion } from '../../lambdas/triggers/watch-region/trigger';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { type Place, slugOf } from '../domain/step';
import { alarmText } from './alarm-text';
import type { Bundles } from './bundles';
import { everyMinute } from './every-minute';
import { operatorsTopic } from './operators-topic';
import { regionDownAlarm } from './region-down-alarm';
import { TriggerLambda } from './trigger-lambda';

export interface WitnessProps {
  readonly plan: Plan;
  /** The plan's `watch.witness`. */
  readonly region: string;
  readonly bundles: Bundles;
}

/**
 * A Region outside the plan that looks at every Region of it, so that a Region which merely cannot see the active one
 * does not take over. It changes nothing: its alarms are read when an outage is to be confirmed, and one without data
 * says there that the witness is missing. The operators are told of it here, before the outage, on a topic of its own.
 */
export class Witness extends Stack {
  constructor(scope: Construct, { plan, region, bundles }: WitnessProps) {
    const place: Place = { plan, region, names: namesOf(plan, region) };
    super(scope, `${place.names.stack}-${region}`, {
      stackName: place.names.stack,
      description: `Understudy of ${plan.name}: watches from ${region}`,
      env: { account: plan.account, region },
      terminationProtection: true,
    });
    const { lambda } = new TriggerLambda(this, { place, bundles, trigger: watchRegion });
    everyMinute(this, { lambda, purpose: watchRegion.purpose });
    const tell = new SnsAction(operatorsTopic(this, place.names));
    for (const watched of plan.regions) {
      const alarm = regionDownAlarm(this, `Down-${watched}`, {
        plan,
        watched,
        alarmName: place.names.witnessAlarm(watched),
        alarmDescription: alarmText({
          place,
          says: `${watched} does not answer the witness, or it is blind: then no failover is confirmed by itself`,
          heading: 'The witness is blind',
          lookAt: `CloudWatch > Log groups > /aws/lambda/${place.names.lambda(slugOf(watchRegion))}`,
        }),
      });
      // A Region that stands by runs no release: that it is down is no news, and that nobody looks is.
      alarm.addInsufficientDataAction(tell);
    }
  }
}
