import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, Pass, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { sha256Of } from '../domain/canonical-json';
import { laneOf } from '../domain/release/lane';
import type { AnyStep, Place } from '../domain/step';
import type { Verb } from '../domain/verbs';
import { stepsOf, type Workflow } from '../workflow/grammar';
import { INPUT, jsonata } from './expressions';
import { machineRole } from './machine-role';
import { closed, states } from './states';
import type { StepLambdas } from './step-lambdas';
import { lookSecondsMax } from './step-states';

export interface WorkflowMachineProps {
  readonly verb: Verb;
  /** As the plan needs it. */
  readonly workflow: Workflow;
  readonly place: Place;
  readonly lambdas: StepLambdas;
  /** Function URL of this Region's `serve-signal`. */
  readonly signalUrl: string;
}

/** The state machine of one verb. */
export class WorkflowMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: WorkflowMachineProps) {
    super(scope, id);
    const { verb, workflow, lambdas } = props;
    const lane = laneOf(verb);
    const place = { ...props.place, lane };
    const steps = stepsOf(workflow);
    const stateMachineName = place.names.machine(verb);
    const start = closed(workflow(states(this, (step) => lambdas.versionOf(step, lane))));
    const definition = this.firstState(props).next(start);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName,
      definitionBody: DefinitionBody.fromChainable(definition),
      queryLanguage: QueryLanguage.JSONATA,
      timeout: Duration.seconds(runSecondsMax(steps, place)),
      role: machineRole(this, steps, place).withoutPolicyUpdates(),
      logs: { destination: this.logGroup(stateMachineName), level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
    });
  }

  /** The run document as a run begins: a run depends on nothing but its own definition and its input. */
  private firstState({ verb, place: { plan, region }, signalUrl }: WorkflowMachineProps): Pass {
    return Pass.jsonata(this, 'Plan', {
      comment: 'The plan as it was deployed; what was asked for is read by AdmitRun.',
      outputs: {
        plan,
        request: INPUT,
        run: {
          id: jsonata('$states.context.Execution.Id'),
          verb,
          region,
          startedAt: jsonata('$states.context.Execution.StartTime'),
          planSha256: sha256Of(plan),
          signalUrl,
        },
        failures: [],
      },
    });
  }

  /** Only names below `/aws/vendedlogs/` keep the account's log resource policy from growing with each machine. */
  private logGroup(stateMachineName: string): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

/**
 * Longest a run can take when every step uses all its time, seconds: until it is overdue, one more wait, and one more
 * look with every attempt running into its timeout. A net under the steps' own limits, so the sum is good enough where
 * they stand side by side. A failover that waits an hour for a person: some 13,000 s until overdue and 5,000 s of last
 * looks, 5 h.
 */
export const runSecondsMax = (steps: readonly AnyStep[], { plan }: Pick<Place, 'plan'>): number =>
  steps.reduce((sum, step) => sum + step.overdueSeconds(plan) + step.lookAgainSeconds + lookSecondsMax(step), 0);
