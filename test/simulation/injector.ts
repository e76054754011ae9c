import { ConnectionLost } from '../../lib/rehearsal/aws/connection-lost';
import { AwsError } from '../../lib/rehearsal/aws/service';
import type { ExecutionEvent } from '../../lib/rehearsal/aws/states';
import { type CallFault, type Fault, isPlaced, type PlacedFault, type RunFault, timesOf } from './faults';
import type { SimulatedCall } from './world/aws-calls';
import type { VirtualClock } from './world/virtual-clock';

export interface InjectorOptions {
  readonly faults: readonly Fault[];
  readonly clock: () => VirtualClock;
  /** Ends the environment of the function that makes a call. */
  kill(call: SimulatedCall): void;
  /** Stops a run, or lets it go on. */
  stop(run: string, how: 'abort' | 'timeout'): void;
  redrive(run: string): void;
  /** State or trigger that a call is made by. */
  stepOf(call: SimulatedCall): string;
}

/** Puts the faults of one plan into a world. */
export interface Injector {
  around(call: SimulatedCall, carryOut: () => Promise<unknown>): Promise<unknown>;
  onEvent(event: ExecutionEvent): void;
  /** From now on nothing goes wrong any more. */
  stop(): void;
  readonly isOn: boolean;
  /** Counts a fault that somebody else has injected. */
  count(): void;
  /** How often a fault was met. */
  readonly injected: number;
}

/** Longer than a client waits: the call takes effect when its caller has given up. */
const LATE_MILLISECONDS = 25_000;
/** A run that is stopped is in the middle of its task by then. */
const INTO_THE_TASK_MILLISECONDS = 300;
/** How long a person needs to redrive what was stopped. */
const REDRIVE_MILLISECONDS = 20_000;

export function createInjector(options: InjectorOptions): Injector {
  const placed = options.faults.filter(isPlaced);
  const met = new Map<PlacedFault, number>();
  let injected = 0;
  let isOn = true;
  /** Whether a fault's turn has come; each time that its place is met counts. */
  const isDue = (fault: PlacedFault): boolean => {
    const count = (met.get(fault) ?? 0) + 1;
    met.set(fault, count);
    const { nth = 1 } = fault.at;
    const due = isOn && count >= nth && count < nth + timesOf(fault.fault);
    if (due) injected += 1;
    return due;
  };
  return {
    get injected() {
      return injected;
    },
    get isOn() {
      return isOn;
    },
    count: () => {
      injected += 1;
    },
    stop: () => {
      isOn = false;
    },
    around(call, carryOut) {
      const operation = `${call.service}:${call.operation}`;
      const step = options.stepOf(call);
      const here = placed.filter(({ at }) => at.operation === operation && at.step === step);
      const due = here.filter(isDue)[0];
      return due ? suffer(due.fault as CallFault, call, carryOut, options) : carryOut();
    },
    onEvent({ type, name, executionArn }) {
      if (type !== 'TaskStateEntered') return;
      const here = placed.filter(({ at }) => at.operation === undefined && at.step === name);
      for (const { fault } of here.filter(isDue)) endRun(fault as RunFault, executionArn, options);
    },
  };
}

async function suffer(
  fault: CallFault,
  call: SimulatedCall,
  carryOut: () => Promise<unknown>,
  { clock, kill }: InjectorOptions,
): Promise<unknown> {
  switch (fault) {
    case 'errorBefore':
      throw internalFailure();
    case 'errorAfter':
      await carryOut();
      throw internalFailure();
    case 'timeoutAfter':
      await carryOut();
      return never();
    case 'throttle':
      throw new AwsError(THROTTLED[call.service] ?? 'ThrottlingException', 'Rate exceeded', { status: 400 });
    case 'slow':
      await clock().sleep(LATE_MILLISECONDS);
      return carryOut();
    case 'malformed':
      await carryOut();
      throw unreadable();
    case 'denied':
      throw new AwsError('AccessDeniedException', deniedText(call), { status: 403 });
    case 'killLambda':
      await carryOut();
      kill(call);
      throw new ConnectionLost('the function is gone');
  }
}

/** What a service calls its throttling. Source: the API references' common errors. */
const THROTTLED: Readonly<Record<string, string>> = {
  dynamodb: 'ProvisionedThroughputExceededException',
  rds: 'Throttling',
  cloudformation: 'Throttling',
  route53: 'Throttling',
  s3: 'SlowDown',
};

const internalFailure = () => new AwsError('InternalFailure', 'an internal error of the service', { status: 500 });
const never = () => new Promise<never>(() => {});
/** As the SDK throws it for an answer that it cannot read. */
const unreadable = () =>
  Object.assign(new SyntaxError('Unexpected token < in JSON at position 0'), { $metadata: {}, isInjected: true });

const deniedText = ({ principal, service, operation }: SimulatedCall) =>
  `User: ${principal.roleArn} is not authorized to perform: ${service}:${operation} because no identity-based policy allows it`;

function endRun(fault: RunFault, run: string, { clock, stop, redrive }: InjectorOptions): void {
  clock().after(INTO_THE_TASK_MILLISECONDS, () => {
    stop(run, fault === 'timeout' ? 'timeout' : 'abort');
    if (fault === 'redrive') clock().after(REDRIVE_MILLISECONDS, () => redrive(run));
  });
}
