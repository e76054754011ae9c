import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HistoryEventType } from '@aws-sdk/client-sfn';
import { unsupported } from '../../lib/rehearsal/machine/refusals';
import { runMachine } from '../../lib/rehearsal/machine/run-machine';
import { type MachineCase, observe, readMachineCase } from './machine-case';
import { VirtualClock } from './machine-clock';

const directory = join(__dirname, 'machine');
const cases = readdirSync(directory)
  .sort()
  .map((file): [string, MachineCase] => [file, readMachineCase(file, readFileSync(join(directory, file), 'utf8'))]);

describe('a machine behaves as Step Functions documents it', () => {
  it.each(cases.map(([file, machine]) => [machine.claim, file, machine] as const))(
    '%s (%s)',
    async (_, __, machine) => {
      const { refusals, ...expected } = machine.expected;
      expect(unsupported(machine.definition)).toEqual(refusals ?? []);
      if (refusals === undefined) expect(await observe(machine)).toEqual(expect.objectContaining(expected));
    },
  );

  it.each(cases)('%s names its source and expects something', (_, { source, expected }) => {
    expect(source).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|states-language\.net|docs\.jsonata\.org)\//);
    expect(Object.keys(expected)).not.toEqual([]);
  });
});

test('a case with a word that nobody reads is none', () => {
  const misspelt = { claim: '', source: '', definition: {}, expected: { secnods: 1 } };
  expect(() => readMachineCase('x.json', JSON.stringify(misspelt))).toThrow(/x\.json is no case: .*secnods/);
});

describe('a history', () => {
  const ran = cases.filter(([, { expected }]) => expected.refusals === undefined);

  it.each(ran)('of %s has only types that GetExecutionHistory has, and the one of our own', async (_, machine) => {
    const { events } = await observe(machine);
    const types = new Set(events.map((event) => event.split(' ')[0]));
    types.delete('TaskRetryScheduled');
    expect(Object.keys(HistoryEventType)).toEqual(expect.arrayContaining([...types]));
  });
});

describe('runMachine', () => {
  const options = (definition: unknown) => ({
    definition,
    input: {},
    execution: { id: 'arn:execution', name: 'run-1', startTime: '1970-01-01T00:00:00.000Z', roleArn: 'arn:role' },
    machine: { id: 'arn:machine', name: 'failover' },
    task: () => Promise.reject(new TypeError('the world is broken')),
    clock: new VirtualClock(),
    chance: () => 0,
    onEvent: jest.fn(),
  });

  it('names every problem of a definition before the first event', async () => {
    const States = { A: { Type: 'Map', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, ResultPath: '$', End: true } };
    const run = options({ QueryLanguage: 'JSONata', StartAt: 'A', States });
    await expect(runMachine(run)).rejects.toThrow(/"Map" is not rehearsed[\s\S]*ResultPath/);
    expect(run.onEvent).not.toHaveBeenCalled();
  });

  it('passes on a fault of the world instead of treating it as a failed task', async () => {
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
    };
    const States = { A: { ...task, End: true }, B: { Type: 'Succeed' } };
    await expect(runMachine(options({ QueryLanguage: 'JSONata', StartAt: 'A', States }))).rejects.toThrow(
      'the world is broken',
    );
  });
});
