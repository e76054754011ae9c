import { z } from 'zod';
import { type HistoryEvent, runMachine, StatesError } from '../../lib/rehearsal/machine/run-machine';
import { VirtualClock } from './machine-clock';

/** What a task does when it is called: after some seconds it answers, or fails with the error. */
const stub = z.strictObject({
  afterSeconds: z.number().optional(),
  output: z.unknown().optional(),
  /** Answers this text so often, where a JSON file cannot hold the answer. */
  repeat: z.strictObject({ text: z.string(), times: z.number() }).optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

const expected = z.strictObject({
  status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
  output: z.unknown().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  lastState: z.string().optional(),
  /** When the execution ends. */
  seconds: z.number().optional(),
  /** When tasks were called. */
  calledAtSeconds: z.array(z.number()).optional(),
  arguments: z.array(z.unknown()).optional(),
  /** States whose task was told that nobody waits for it. */
  abandoned: z.array(z.string()).optional(),
  /** `Type Name` of each event, in order. */
  events: z.array(z.string()).optional(),
  /** Nothing runs: the problems found in the definition. */
  refusals: z.array(z.string()).optional(),
});

/** One behaviour of Step Functions, with the page that says so. */
const machineCase = z.strictObject({
  claim: z.string(),
  source: z.string(),
  definition: z.record(z.string(), z.unknown()),
  input: z.unknown().optional(),
  /** What every draw gives. @default 0.5 */
  chance: z.number().optional(),
  /** By state; the last one answers all further calls. */
  stubs: z.record(z.string(), z.array(stub)).optional(),
  stopAfterSeconds: z.number().optional(),
  /** From one state to the next. @default no time */
  transitionSeconds: z.number().optional(),
  expected,
});

type Stub = z.infer<typeof stub>;
type Expected = z.infer<typeof expected>;
export type MachineCase = z.infer<typeof machineCase>;

/** A case from the text of its file. @throws Error naming the file and what is wrong in it */
export function readMachineCase(file: string, text: string): MachineCase {
  const { data, error } = machineCase.safeParse(JSON.parse(text));
  if (error) throw new Error(`${file} is no case: ${z.prettifyError(error)}`);
  return data;
}

/** What really happened, in the terms of `Expected`. */
export async function observe(machine: MachineCase): Promise<Required<Pick<Expected, 'events'>> & Expected> {
  const clock = new VirtualClock();
  const events: HistoryEvent[] = [];
  const tasks = new StubbedTasks(machine.stubs ?? {}, clock);
  const stop = new AbortController();
  const { transitionSeconds } = machine;
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
      ...(transitionSeconds !== undefined && { transitionMilliseconds: () => transitionSeconds * 1000 }),
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
