import { isTouchName } from '../../../lib/domain/touch';
import { runMachine } from '../../../lib/rehearsal/machine/run-machine';
import type { RunTask } from '../../../lib/rehearsal/machine/visit';
import { chanceFrom } from '../../../lib/rehearsal/world/chance';
import { VirtualClock } from '../../conformance/machine-clock';
import { definitionOf, templateIn } from '../../synthesised';
import { usualPause } from './play';
import { HABITS, inText, type Machine, type MachineState, usualMachine } from './usual-machine';

const ours = definitionOf(templateIn()) as Machine;
const pauseSeconds = (step: string) => (step === 'DeployStacks' ? 30 : 15);
const usual = usualMachine(ours, { habits: HABITS, pauseSeconds });
/** Every state, those of branches among them. */
const statesOf = ({ States }: Machine): readonly (readonly [string, MachineState])[] =>
  Object.entries(States).flatMap(([name, state]) => [[name, state], ...(state.Branches ?? []).flatMap(statesOf)]);
const touchesOf = (machine: Machine) =>
  statesOf(machine).filter(([name, { Type }]) => Type === 'Task' && isTouchName(name));
const pausesOf = (machine: Machine) => [
  ...new Set(statesOf(machine).flatMap(([, { Type, Seconds }]) => (Type === 'Wait' ? [typeof Seconds] : []))),
];

/** Runs a machine whose steps are done at their second look. */
async function run(definition: Machine) {
  const clock = new VirtualClock();
  const looks = new Map<string, number>();
  const task: RunTask = async ({ state, arguments: given }) => {
    // Whatever stands before it, a step is given the whole document.
    if (!isTouchName(state)) expect(given).toHaveProperty('Payload.plan');
    const seen = (looks.get(state) ?? 0) + 1;
    looks.set(state, seen);
    await clock.sleep(1000);
    return { Payload: seen > 1 ? { status: 'done', output: {} } : { status: 'pending', lookAgainSeconds: 2 } };
  };
  const { status, lastState } = await clock.until(
    runMachine({
      ...{ definition, task, clock, input: { reason: 'test' }, chance: () => 0.5, onEvent: () => {} },
      execution: { id: 'arn:execution', name: 'run-1', startTime: '1970-01-01T00:00:00.000Z', roleArn: 'arn:role' },
      machine: { id: 'arn:machine', name: 'failover' },
    }),
  );
  return { status, lastState, looks: [...looks.keys()], seconds: clock.now() / 1000 };
}

describe('the usual machine', () => {
  it('has no Parallel and no touch, and every pause is a constant', () => {
    const states = Object.entries(usual.States);
    expect(states.filter(([, { Type }]) => Type === 'Parallel')).toEqual([]);
    expect(states.filter(([name, { Type }]) => Type === 'Task' && isTouchName(name))).toEqual([]);
    const pauses = states.filter(([, { Type }]) => Type === 'Wait').map(([, { Seconds }]) => Seconds);
    expect(new Set(pauses)).toEqual(new Set([15, 30]));
  });

  it('plays to Serving, with the same steps in the order in which they are drawn', async () => {
    const [theirs, own] = [await run(usual), await run(ours)];
    expect(theirs).toMatchObject({ status: 'SUCCEEDED', lastState: 'Serving' });
    expect(own).toMatchObject({ status: 'SUCCEEDED', lastState: 'Serving' });
    expect([...theirs.looks].sort()).toEqual(own.looks.filter((name) => !isTouchName(name)).sort());
    expect(theirs.looks.indexOf('DeployStacks')).toBe(theirs.looks.indexOf('RunCanaries') - 1);
    expect(theirs.seconds).toBeGreaterThan(theirs.looks.length * 15);
  });

  it('takes one habit after the other', async () => {
    const none = usualMachine(ours, { habits: [], pauseSeconds });
    expect(none).toEqual(ours);
    const untouched = usualMachine(ours, { habits: ['untouched'], pauseSeconds });
    const paused = usualMachine(ours, { habits: ['untouched', 'pauses'], pauseSeconds });
    expect([touchesOf(ours).length > 0, touchesOf(untouched), touchesOf(paused)]).toEqual([true, [], []]);
    expect([pausesOf(ours), pausesOf(untouched), pausesOf(paused)]).toEqual([['string'], ['string'], ['number']]);
    expect(statesOf(paused).some(([, { Type }]) => Type === 'Parallel')).toBe(true);
    for (const machine of [untouched, paused]) {
      expect(await run(machine)).toMatchObject({ status: 'SUCCEEDED', lastState: 'Serving' });
    }
    expect((await run(usual)).seconds).toBeGreaterThan((await run(paused)).seconds);
  });

  it('leaves what CloudFormation fills in where it is', () => {
    const text = { 'Fn::Join': ['', ['{"a":"', { Ref: 'One' }, '","b":"x', { Ref: 'Two' }, 'y"}']] } as const;
    expect(inText(text, (json) => ({ ...(json as object), a: 1 }))).toEqual({
      'Fn::Join': ['', ['{"a":1,"b":"x', { Ref: 'Two' }, 'y"}']],
    });
    expect(inText(text, (json) => json)).toEqual(text);
  });

  it('pauses 15 to 60 s, for each step the same time again', () => {
    const pause = usualPause(chanceFrom(1));
    const steps = Array.from({ length: 300 }, (_, index) => `Step${index}`);
    const drawn = steps.map(pause);
    expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([15, 60]);
    expect(steps.map(pause)).toEqual(drawn);
  });
});
