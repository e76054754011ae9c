import { type Ending, type HistoryEvent, runMachine, StatesError } from '../../lib/rehearsal/machine/run-machine';
import { VirtualClock } from './machine-clock';

/** What a task does when it is called: after some seconds it answers, or fails with the error. */
interface Stub {
  readonly afterSeconds?: number;
  readonly output?: unknown;
  /** Answers this text so often, where a JSON file cannot hold the answer. */
  readonly repeat?: { readonly text: string; readonly times: number };
  readonly error?: string;
  readonly cause?: string;
}

/** One behaviour of Step Functions, with the page that says so. */
export interface MachineCase {
  readonly claim: string;
  readonly source: string;
  readonly definition: { readonly [field: string]: unknown };
  readonly input?: unknown;
  /** What every draw gives. @default 0.5 */
  readonly chance?: number;
  /** By state; the last one answers all further calls. */
  readonly stubs?: Readonly<Record<string, readonly Stub[]>>;
  readonly stopAfterSeconds?: number;
  readonly expected: Expected;
}

interface Expected extends Partial<Ending> {
  /** When the execution ends. */
  readonly seconds?: number;
  /** When tasks were called. */
  readonly calledAtSeconds?: readonly number[];
  readonly arguments?: readonly unknown[];
  /** States whose task was told that nobody waits for it. */
  readonly abandoned?: readonly string[];
  /** `Type Name` of each event, in order. */
  readonly events?: readonly string[];
  /** Nothing runs: the problems found in the definition. */
  readonly refusals?: readonly string[];
}

/** What really happened, in the terms of `Expected`. */
export async function observe(machine: MachineCase): Promise<Required<Pick<Expected, 'events'>> & Expected> {
  const clock = new VirtualClock();
  const events: HistoryEvent[] = [];
  const tasks = new StubbedTasks(machine.stubs ?? {}, clock);
  const stop = new AbortController();
  if (machine.stopAfterSeconds !== undefined) {
    clock.after(machine.stopAfterSeconds * 1000, () => stop.abort(new StatesError('Operator.Stopped', 'enough')));
  }
  const ending = await clock.until(
    runMachine({
      definition: machine.definition,
      input: machine.input ?? {},
      execution: { id: 'arn:execution', name: 'run-1', startTime: clock.iso(), roleArn: 'arn:role' },
      machine: { id: 'arn:machine', name: 'failover' },
      task: (call) => tasks.run(call),
      clock,
      chance: () => machine.chance ?? 0.5,
      onEvent: (event) => events.push(event),
      signal: stop.signal,
    }),
  );
  const [seconds, length] = [clock.now() / 1000, events.length];
  if (clock.pending > tasks.sleeping) throw new Error(`${clock.pending - tasks.sleeping} timers outlive the run`);
  await clock.drain();
  if (events.length !== length) throw new Error(`the run went on after its end: ${textOf(events.slice(length))}`);
  return { ...ending, seconds, ...tasks.observed(), events: textOf(events) };
}

const textOf = (events: readonly HistoryEvent[]) => events.map(({ type, name }) => (name ? `${type} ${name}` : type));

type Call = Parameters<Parameters<typeof runMachine>[0]['task']>[0];

/** Tasks that answer what the case says and never look at their signal, as a Lambda function that runs on. */
class StubbedTasks {
  /** Tasks that have not answered yet. */
  sleeping = 0;
  private readonly calls: { at: number; call: Call }[] = [];

  constructor(
    private readonly stubs: Readonly<Record<string, readonly Stub[]>>,
    private readonly clock: VirtualClock,
  ) {}

  async run(call: Call): Promise<unknown> {
    const earlier = this.calls.filter((other) => other.call.state === call.state).length;
    this.calls.push({ at: this.clock.now(), call });
    const answers = this.stubs[call.state] ?? [{ output: {} }];
    const stub = answers[Math.min(earlier, answers.length - 1)] ?? {};
    this.sleeping += 1;
    if (stub.afterSeconds !== undefined) await this.clock.sleep(stub.afterSeconds * 1000);
    this.sleeping -= 1;
    if (stub.error !== undefined) throw new StatesError(stub.error, stub.cause ?? '');
    return stub.repeat ? stub.repeat.text.repeat(stub.repeat.times) : stub.output;
  }

  observed() {
    return {
      calledAtSeconds: this.calls.map(({ at }) => at / 1000),
      arguments: this.calls.map(({ call }) => call.arguments),
      abandoned: this.calls.filter(({ call }) => call.signal.aborted).map(({ call }) => call.state),
    };
  }
}
