import fc from 'fast-check';
import * as z from 'zod';
import { stepHandler } from '../../lambdas/edge/step-handler';
import { done } from '../../lib/domain/decision';
import { chained, type EvidenceRecord } from '../../lib/domain/evidence';
import { RunDocument, StepRecord } from '../../lib/domain/run';
import { stepSecondsIn, stepsIn } from '../../lib/domain/run-steps';
import { defineStep } from '../../lib/domain/step';
import { document, EPOCH, NOW, RUN_ID } from '../fixtures';
import { claim, HANG_MILLISECONDS, unpolluted } from './fuzz';
import { anyJson, anyKey, anyText, HUGE, leavesOf, ofAnotherType, replaced, valueAt } from './texts';

const openDoor = defineStep({
  name: 'OpenDoor',
  purpose: 'The door is open.',
  reads: [],
  output: z.strictObject({ open: z.literal(true) }),
  fenced: true,
  timeoutSeconds: 20,
  lookAgainSeconds: 7,
  overdueSeconds: () => 100,
  permissions: () => [],
});

/** The step over a world where everything goes well, and what it has changed. */
function handled(event: unknown) {
  const records: EvidenceRecord[] = [];
  let performed = 0;
  const handler = stepHandler(
    openDoor,
    {
      look: async () => 'open',
      decide: () => done({ open: true } as const, 'the door is open'),
      perform: async () => void performed++,
    },
    {
      clock: { now: () => Date.parse(NOW), sleep: async () => {} },
      log: () => {},
      lock: () => ({
        read: async () => undefined,
        acquire: async () => true,
        close: async () => true,
        guard: async () => true,
        release: async () => true,
      }),
      evidence: () => ({
        append: async (entry) => void records.push(chained(records.at(-1), entry)),
        read: async () => records,
      }),
    },
  );
  return { answer: Promise.resolve().then(() => handler(event as never)), records, performed: () => performed };
}

const admitRun = {
  status: 'done',
  looks: 1,
  because: 'admitted',
  firstLookAt: NOW,
  lookAgainSeconds: 0,
  said: [],
  output: { epoch: EPOCH, reason: 'because' },
};
const event = JSON.parse(JSON.stringify({ ...document, admitRun }));

const text = fc.string({ maxLength: 30 });
const at = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
  .map((date) => date.toISOString());
const record = fc.record(
  {
    status: fc.constantFrom('pending', 'done'),
    looks: fc.nat(),
    because: text,
    firstLookAt: at,
    lookAgainSeconds: fc.nat(),
    said: fc.array(fc.record({ at, because: text }), { maxLength: 3 }),
    output: anyJson,
  },
  { requiredKeys: ['status', 'looks', 'because', 'firstLookAt', 'lookAgainSeconds', 'said'] },
);

describe('A run', () => {
  claim('that is none starts no step, and changes nothing', anyJson, (given) =>
    unpolluted(async () => {
      const { answer, records, performed } = handled(given);
      await expect(answer).rejects.toMatchObject({ name: 'ZodError' });
      expect([records, performed()]).toEqual([[], 0]);
    }),
  );

  const part = fc.constantFrom(
    ...leavesOf({ run: event.run, failures: event.failures }).filter(([, key]) => key !== undefined),
  );
  const wrong = part.chain((path) => fc.tuple(fc.constant(path), ofAnotherType(valueAt(event, path))));
  claim('with a value of another type starts no step, and names its place', wrong, async ([path, value]) => {
    await expect(handled(replaced(event, path, value)).answer).rejects.toMatchObject({
      issues: expect.arrayContaining([expect.objectContaining({ path: [...path] })]),
    });
  });

  claim(
    'goes on with any other keys in it',
    fc.dictionary(
      anyKey.filter((key) => !(key in event) && key !== 'openDoor'),
      anyJson,
      { maxKeys: 4 },
    ),
    async (more) => {
      await expect(handled({ ...event, ...more }).answer).resolves.toMatchObject({ status: 'done' });
    },
  );

  claim(
    'is read for its steps, whatever else stands in it',
    fc.dictionary(anyKey, fc.oneof(record, anyJson)),
    (keys) => {
      const given = { ...event, ...keys } as RunDocument;
      for (const { record: one } of stepsIn(given)) expect(StepRecord.parse(one)).toEqual(one);
      for (const seconds of Object.values(stepSecondsIn(given))) expect(Number.isInteger(seconds)).toBe(true);
    },
  );

  test.each(HUGE)('of %s starts no step, and soon', async (_, huge) => {
    let given: unknown;
    try {
      given = JSON.parse(huge);
    } catch {
      return;
    }
    const began = performance.now();
    for (const one of [given, { ...event, run: given }]) await expect(handled(one).answer).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(HANG_MILLISECONDS);
  });
});

describe('The record of a step', () => {
  claim('is read as it is written', record, (one) => {
    const stored = JSON.parse(JSON.stringify(one));
    expect(StepRecord.parse(stored)).toEqual(stored);
  });

  claim(
    'of any JSON is refused by its reader, and never resumed',
    fc.oneof(anyJson, anyText),
    async (openDoorRecord) => {
      fc.pre(openDoorRecord !== undefined);
      await expect(handled({ ...event, openDoor: openDoorRecord }).answer).rejects.toMatchObject({ name: 'ZodError' });
    },
  );
});

test('a run of the fixtures is one', () => {
  expect(RunDocument.safeParse(event).success).toBe(true);
  expect(event.run.id).toBe(RUN_ID);
});
