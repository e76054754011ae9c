import { CfnOutput, Stack } from 'aws-cdk-lib';
import { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { changeControls } from '../../lambdas/triggers/change-controls/trigger';
import { decideApproval } from '../../lambdas/triggers/decide-approval/trigger';
import { sha256Of } from '../domain/canonical-json';
import { namesOf, STACK_OUTPUTS } from '../domain/names';
import type { Plan } from '../domain/plan';
import { keyIdsOf } from '../domain/release';
import type { Place } from '../domain/step';
import { standingOfVerb, VERBS, type Verb } from '../domain/verbs';
import { neededBy } from '../workflow/needed';
import { WORKFLOWS } from '../workflow/workflows';
import { AlarmStarter } from './alarm-starter';
import { auditorPolicy } from './auditor';
import type { Bundles } from './bundles';
import { ClaimSignal } from './claim-signal';
import { RegionDashboard } from './dashboard';
import { DatabaseEvents } from './database-events';
import { deadLetters } from './dead-letters';
import { DriftCheck } from './drift-check';
import { drillerPolicy } from './driller';
import { evidenceBucket, releaseBucket } from './locked-buckets';
import { operating } from './operating';
import { letRulesTell, operatorsTopic } from './operators-topic';
import { PersonEntry } from './person-entry';
import { publisherPolicy } from './publisher';
import { readinessAlarm } from './readiness-alarm';
import { RegionWatch } from './region-watch';
import { RiskAlarms } from './risk-alarms';
import { RunCloser } from './run-closer';
import { RunEndings } from './run-endings';
import { RunEvents } from './run-events';
import { runTable } from './run-table';
import { Schedules } from './schedules';
import { StepLambdas } from './step-lambdas';
import { WorkflowMachine } from './workflow-machine';

export interface ControlPlaneProps {
  readonly plan: Plan;
  /** The Region it stands in, and the one its machines activate. */
  readonly region: string;
  readonly bundles: Bundles;
}

/** What everything in a control plane is made with. */
interface Made {
  readonly place: Place;
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
    const made: Made = { place, bundles };
    const table = runTable(this, place.names);
    this.output('evidenceBucket', evidenceBucket(this, place).bucketName);
    this.output('releaseBucket', releaseBucket(this, place).bucketName);
    publisherPolicy(this, place);
    auditorPolicy(this, place);
    drillerPolicy(this, place);
    const operators = operatorsTopic(this, place.names);
    letRulesTell(operators, place.names);
    const queue = deadLetters(this, place, operators);
    const signal = new ClaimSignal(this, 'Signal', made);
    this.output('signalUrl', signal.url);
    this.output('releaseKeyIds', keyIdsOf(plan).join(','));
    this.output('releaseStacks', sha256Of([...plan.release.stacks].sort()));
    const machines = this.machines(made, { operators, deadLetters: queue, signalUrl: signal.url });
    const { everyMinute } = this.watch(made, { operators, deadLetters: queue, signalUrl: signal.url });
    new RunCloser(this, 'RunCloser', { ...made, machines, deadLetters: queue, everyMinute });
    new RunEvents(this, 'RunEvents', { ...made, table, deadLetters: queue });
    new DriftCheck(this, 'Drift', { ...made, operators, deadLetters: queue });
    this.readiness(made, { operators, deadLetters: queue });
    const alarms = this.node.findAll().filter((child) => child instanceof AlarmBase);
    if (plan.dashboard) new RegionDashboard(this, 'Overview', { place, alarms });
  }

  /** What proves the standby, makes it ready ahead of time and keeps what RDS says of its databases. */
  private readiness(made: Made, on: { operators: ITopic; deadLetters: IQueue }): void {
    const { place } = made;
    new Schedules(this, 'Schedules', { ...made, ...on });
    readinessAlarm(this, place, on.operators);
    if (place.plan.prewarm !== undefined) new RiskAlarms(this, 'Risk', { ...made, ...on });
    if (place.plan.databases.length > 0) new DatabaseEvents(this, 'DatabaseEvents', { ...made, ...on });
  }

  /** One state machine for each verb; they share the Lambdas of their steps. */
  private machines(
    made: Made,
    { signalUrl, ...on }: { operators: ITopic; deadLetters: IQueue; signalUrl: string },
  ): StateMachine[] {
    const { place } = made;
    const lambdas = new StepLambdas(this, 'Steps', made);
    return VERBS.map((verb) => {
      const workflow = neededBy(place.plan, WORKFLOWS[verb]);
      const of = { verb, workflow, place, lambdas, signalUrl };
      const { machine } = new WorkflowMachine(this, titled(verb), of);
      // A check holds no lock, and the alarm on its findings says more than that it failed.
      const told = { place, verb, machine, ...on };
      if (standingOfVerb(verb).takes !== 'none') new RunEndings(this, `${titled(verb)}Endings`, told);
      this.output(MACHINE_OUTPUTS[verb], machine.stateMachineArn);
      return machine;
    });
  }

  /** What starts by itself, and what persons may say to it: the watch tells everybody where to say it. */
  private watch(made: Made, on: { operators: ITopic; deadLetters: IQueue; signalUrl: string }): RegionWatch {
    const { operators, deadLetters, signalUrl: signal } = on;
    const approval = new PersonEntry(this, 'Approval', { ...made, trigger: decideApproval, role: 'approver' });
    const alsoMay = operating(made.place);
    const controls = new PersonEntry(this, 'Controls', { ...made, trigger: changeControls, role: 'operator', alsoMay });
    const urls = { signal, approval: approval.url, controls: controls.url };
    const watch = new RegionWatch(this, 'Watch', { ...made, operators, deadLetters, urls });
    new AlarmStarter(this, 'Starter', { ...made, alarm: watch.alarm, deadLetters });
    return watch;
  }

  private output(name: keyof typeof STACK_OUTPUTS, value: string): void {
    new CfnOutput(this, STACK_OUTPUTS[name], { value });
  }
}

/** stand-down → StandDown. */
const titled = (verb: Verb): string => verb.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const MACHINE_OUTPUTS: Readonly<Record<Verb, keyof typeof STACK_OUTPUTS>> = {
  failover: 'failoverMachineArn',
  switchover: 'switchoverMachineArn',
  drill: 'drillMachineArn',
  prewarm: 'prewarmMachineArn',
  check: 'checkMachineArn',
  settle: 'settleMachineArn',
  'stand-down': 'standDownMachineArn',
  retire: 'retireMachineArn',
};
