import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { namesOf, STACK_OUTPUTS } from '../domain/names';
import type { Plan } from '../domain/plan';
import type { Place } from '../domain/step';
import { failover } from '../workflow/failover';
import { AlarmStarter } from './alarm-starter';
import type { Bundles } from './bundles';
import { ClaimSignal } from './claim-signal';
import { deadLetters } from './dead-letters';
import { evidenceBucket, releaseBucket } from './locked-buckets';
import { operatorsTopic } from './operators-topic';
import { RegionWatch } from './region-watch';
import { RunAlarms } from './run-alarms';
import { runTable } from './run-table';
import { WorkflowMachine } from './workflow-machine';

export interface ControlPlaneProps {
  readonly plan: Plan;
  /** The Region it stands in, and the one its machines activate. */
  readonly region: string;
  readonly bundles: Bundles;
}

/**
 * Everything that one Region needs to take over. It refers to no other stack and no other Region, so that it deploys,
 * and works, while all others are dark.
 */
export class ControlPlane extends Stack {
  constructor(scope: Construct, { plan, region, bundles }: ControlPlaneProps) {
    const place: Place = { plan, region, names: namesOf(plan, region) };
    super(scope, `${place.names.stack}-${region}`, {
      stackName: place.names.stack,
      description: `Understudy of ${plan.name}: activates ${region}`,
      env: { account: plan.account, region },
      terminationProtection: true,
    });
    runTable(this, place.names);
    const evidence = evidenceBucket(this, place);
    const releases = releaseBucket(this, place);
    const operators = operatorsTopic(this, place.names);
    const queue = deadLetters(this, operators);
    const signal = new ClaimSignal(this, 'Signal', { place, bundles });
    const { machine } = new WorkflowMachine(this, 'Failover', {
      verb: 'failover',
      workflow: failover,
      place,
      bundles,
      signalUrl: signal.url,
    });
    new RunAlarms(this, 'RunAlarms', { machine, operators });
    const { alarm } = new RegionWatch(this, 'Watch', { place, bundles, operators, deadLetters: queue });
    new AlarmStarter(this, 'Starter', { place, bundles, alarm, deadLetters: queue });
    this.output(STACK_OUTPUTS.signalUrl, signal.url);
    this.output(STACK_OUTPUTS.failoverMachineArn, machine.stateMachineArn);
    this.output(STACK_OUTPUTS.releaseBucket, releases.bucketName);
    this.output(STACK_OUTPUTS.evidenceBucket, evidence.bucketName);
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
