import * as client from '@aws-sdk/client-sfn';
import { canonicalJson } from '../../domain/canonical-json';
import { runMachine, StatesError } from '../machine/run-machine';
import { STATES_ERRORS } from '../machine/states-error';
import { type Chance, uuidFrom } from '../world/chance';
import type { Clock } from '../world/clock';
import type { Principal } from '../world/identities';
import type { LambdaHost } from '../world/lambda-host';
import type { BusEvent } from './events';
import type { IamDecider } from './iam';
import { AwsError, type Service } from './service';
import { Execution, type ExecutionEvent, type ExecutionView } from './states/execution';
import { lambdaTask } from './states/lambda-task';
import { statesOperations } from './states/operations';
import { checkName } from './states/requests';
import { statusChange } from './states/status-change';

export type { ExecutionEvent, ExecutionStatus, ExecutionView } from './states/execution';

export interface MachineRequest {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly definition: object;
  readonly roleArn: string;
}

export interface StartRequest {
  /** ARN of the state machine. */
  readonly arn: string;
  /** @default a generated one */
  readonly name?: string;
  /** The parsed JSON. */
  readonly input: unknown;
  readonly by: Principal;
}

/** Step Functions over this world's own interpreter: Standard workflows only. */
export interface StateMachines {
  readonly service: Service;
  create(machine: MachineRequest): void;
  /** Executions that run go on, as in AWS. */
  remove(arn: string): void;
  /** The definition a machine runs; `undefined` for an unknown machine. */
  definitionOf(arn: string): object | undefined;
  /**
   * Authorisation is the caller's matter.
   *
   * @throws StateMachineDoesNotExist, InvalidName, ExecutionAlreadyExists, ThrottlingException
   */
  start(request: StartRequest): { executionArn: string; startDate: Date };
  onHistory(listener: (event: ExecutionEvent) => void): void;
  execution(arn: string): ExecutionView | undefined;
  /** All executions, the oldest first. */
  executions(): readonly ExecutionView[];
  /** Every start is throttled for a while: somebody else in the account uses up its rate. */
  startsThrottledFor(seconds: number): void;
  /** Ends an execution as ABORTED, as the console does. @throws when there is none */
  stop(arn: string): void;
  /** Ends an execution as TIMED_OUT, as if its time were over now. @throws when there is none */
  timeOut(arn: string): void;
  /** Lets an execution go on where it did not succeed. @throws ExecutionNotRedrivable; when there is none */
  redrive(arn: string): void;
  /** Resolves once the execution ended. @throws when there is none, and with a fault of this world */
  ended(arn: string): Promise<ExecutionView>;
  /** Aborts every execution of the Region's machines: the Region is gone. */
  regionLost(region: string): void;
  /** Aborts everything. */
  close(): Promise<void>;
}

/** A state that an execution is about to enter. */
export interface Entering {
  readonly executionArn: string;
  readonly state: string;
}

export interface StateMachinesOptions {
  readonly lambdas: Pick<LambdaHost, 'invoke'>;
  readonly iam: IamDecider;
  readonly clock: Clock;
  readonly chance: Chance;
  /** From one state to the next, milliseconds. @default no time */
  readonly transitionMilliseconds?: (entering: Entering) => number;
  /** Where changes of an execution's status are told: the default bus of its Region. */
  publish(event: BusEvent): void;
  /** Told about what ended an execution and was no error of its machine: a defect of this world. */
  onDefect(error: unknown): void;
}

export function createStateMachines(options: StateMachinesOptions): StateMachines {
  const engine = new StatesEngine(options);
  const stopAll = (reason: StatesError, region?: string) => {
    for (const execution of engine.executions.values()) {
      if (region === undefined || execution.view().region === region) execution.stop(reason);
    }
  };
  return {
    service: statesService(engine),
    create: (machine) => void engine.machines.set(machine.arn, machine),
    definitionOf: (arn) => engine.machines.get(arn)?.definition,
    remove: (arn) => void engine.machines.delete(arn),
    start: (request) => engine.start(request),
    onHistory: (listener) => void engine.listeners.push(listener),
    execution: (arn) => engine.execution(arn)?.view(),
    executions: () => [...engine.executions.values()].map((execution) => execution.view()),
    async ended(arn) {
      const execution = engine.known(arn);
      await execution.ended;
      return execution.view();
    },
    startsThrottledFor: (seconds) => {
      engine.throttledUntil = options.clock.now() + seconds * 1000;
    },
    stop: (arn) => engine.known(arn).stop(),
    timeOut: (arn) => engine.known(arn).stop(new StatesError(STATES_ERRORS.timeout, '')),
    redrive: (arn) => void engine.redrive(engine.known(arn)),
    regionLost: (region) => stopAll(new StatesError('World.RegionLost', `${region} is lost`), region),
    async close() {
      stopAll(new StatesError('World.Closed', 'the rehearsal is over'));
      await Promise.allSettled([...engine.executions.values()].map(({ ended }) => ended));
    },
  };
}

/** State machines and their executions, by ARN. */
class StatesEngine {
  readonly machines = new Map<string, MachineRequest>();
  readonly executions = new Map<string, Execution>();
  readonly listeners: ((event: ExecutionEvent) => void)[] = [];
  /** Milliseconds since 1970. */
  throttledUntil = Number.NEGATIVE_INFINITY;
  /** Execution and client token → when it was redriven. */
  private readonly redrives = new Map<string, Date>();

  constructor(private readonly options: StateMachinesOptions) {}

  /** The same name with the same input is the same execution while it runs; afterwards the name is taken. */
  start({ arn, name = uuidFrom(this.options.chance), input }: StartRequest): { executionArn: string; startDate: Date } {
    if (this.options.clock.now() < this.throttledUntil) throw new AwsError('ThrottlingException', 'Rate exceeded');
    const machine = this.machineOf(arn);
    checkName(name);
    const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.execution(executionArn);
    if (existing) return this.again(existing, input);
    const startDate = new Date(this.options.clock.now());
    const execution = this.run(machine, { arn: executionArn, name, input, startDate });
    this.executions.set(executionArn, execution);
    execution.ended.catch(this.options.onDefect);
    return { executionArn, startDate };
  }

  /** What is forgotten is no execution any more, and its name is free. */
  execution(arn: string): Execution | undefined {
    const execution = this.executions.get(arn);
    if (!execution?.isForgotten) return execution;
    this.executions.delete(arn);
    return undefined;
  }

  /** @throws when there is none */
  known(arn: string): Execution {
    const execution = this.execution(arn);
    if (!execution) throw new Error(`there is no execution ${arn}`);
    return execution;
  }

  redrive(execution: Execution, clientToken?: string): Date {
    const key = `${execution.view().arn} ${clientToken}`;
    const before = clientToken === undefined ? undefined : this.redrives.get(key);
    if (before) return before;
    const redriveDate = execution.redrive();
    this.redrives.set(key, redriveDate);
    execution.ended.catch(this.options.onDefect);
    return redriveDate;
  }

  executionsOf(machineArn: string): Execution[] {
    this.machineOf(machineArn);
    const isShown = (one: Execution) => one.view().machineArn === machineArn && !one.isForgotten;
    return [...this.executions.values()].filter(isShown).reverse();
  }

  private machineOf(arn: string): MachineRequest {
    const machine = this.machines.get(arn);
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  private again(existing: Execution, input: unknown): { executionArn: string; startDate: Date } {
    const { arn, startDate, input: first } = existing.view();
    if (existing.isRunning && canonicalJson(first) === canonicalJson(input)) return { executionArn: arn, startDate };
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }

  private run(
    { arn: machineArn, name: machineName, region, definition, roleArn }: MachineRequest,
    started: { arn: string; name: string; input: unknown; startDate: Date },
  ): Execution {
    const { lambdas, iam, clock, chance, transitionMilliseconds, publish } = this.options;
    const principal: Principal = { roleArn, about: started.name, region };
    const { arn: id, name, input, startDate } = started;
    const execution = { id, name, startTime: startDate.toISOString(), roleArn };
    return new Execution({
      ...started,
      machineArn,
      region,
      now: () => clock.now(),
      onEvent: (event) => {
        for (const listener of this.listeners) listener(event);
      },
      onStatus: (view) => publish(statusChange(view)),
      run: (attempt) =>
        runMachine({
          ...{ definition, input, execution, clock, chance, ...attempt },
          ...(transitionMilliseconds && {
            transitionMilliseconds: (state) => transitionMilliseconds({ executionArn: id, state }),
          }),
          machine: { id: machineArn, name: machineName },
          task: (call) => lambdaTask(call, { lambdas, iam, principal, chance }),
        }),
    });
  }
}

/** What tells executions apart for IAM: their machine, or themselves. */
const ON_MACHINE = ['StartExecution', 'ListExecutions'];

function statesService(engine: StatesEngine): Service {
  return {
    signingName: 'states',
    client,
    operations: statesOperations(engine),
    changes: (operation) => ['StartExecution', 'StopExecution', 'RedriveExecution'].includes(operation),
    authorization: (operation, input: { stateMachineArn?: string; executionArn?: string }) => {
      const resource = ON_MACHINE.includes(operation) ? input.stateMachineArn : input.executionArn;
      return [{ action: `states:${operation}`, resource: resource ?? '' }];
    },
  };
}
