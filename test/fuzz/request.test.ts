import fc from 'fast-check';
import { REASON_CHARACTERS_MAX, type Request, readRequest, Trigger } from '../../lib/domain/request';
import { claim, expectSentences, HANG_MILLISECONDS, unpolluted } from './fuzz';
import { anyJson, anyKey, anyText, deepObject, HUGE } from './texts';

/** The request, or its problems, each of them a sentence. */
function read(input: unknown): Request | undefined {
  const found = readRequest(input);
  if ('request' in found) return found.request;
  expectSentences(found.problems, 300);
  expect(found.problems.length).toBeLessThanOrEqual(11);
  return undefined;
}

const at = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
  .map((date) => date.toISOString());
const arn = fc.constant('arn:aws:cloudwatch:us-west-2:111122223333:alarm:understudy-orders-down');
const trigger = fc.oneof(
  fc.record({ kind: fc.constantFrom('alarm', 'risk'), alarmArn: arn, eventId: fc.string({ maxLength: 100 }), at }),
  fc.record({ kind: fc.constant('watch'), alarmArn: arn, at }),
  fc.record({ kind: fc.constantFrom('schedule', 'upkeep'), at }),
);
const reason = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).map((text) => `because ${text}`);
const request = fc.oneof(
  fc.record({ reason }),
  fc.record({ Comment: reason }),
  fc.record({ reason, trigger }),
  fc.record({ reason, withoutMajority: reason }),
);

const wish = fc.record(
  { reason: anyText, Comment: anyText, trigger: fc.oneof(trigger, anyJson), withoutMajority: anyJson },
  { requiredKeys: [] },
);

describe('The input of a machine', () => {
  claim('that keeps the rules is a request, and the same when it is written again', request, (input) => {
    const once = read(input);
    expect(once).toBeDefined();
    expect(read(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  claim('of any JSON is a request or refused in sentences', anyJson, (input) => unpolluted(() => void read(input)));

  claim('of known keys with any values is a request that says why, or refused', fc.oneof(wish, request), (input) => {
    const found = read(input);
    if (!found) return;
    expectSentences([found.reason], REASON_CHARACTERS_MAX);
    if (found.withoutMajority !== undefined) expectSentences([found.withoutMajority], REASON_CHARACTERS_MAX);
    if (found.trigger) expect(Number.isFinite(Date.parse(found.trigger.at))).toBe(true);
    expect(read(found)).toEqual(found);
  });

  const stranger = fc.tuple(
    request,
    anyKey.filter((key) => !['reason', 'Comment'].includes(key)),
    anyJson,
  );
  claim('with an unknown key is refused, whatever else it says', stranger, ([input, key, value]) => {
    const text = `${JSON.stringify(input).slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(value)}}`;
    expect(read(JSON.parse(text))).toBeUndefined();
  });

  test.each(HUGE)('of %s is refused, and soon', (_, huge) => {
    const began = performance.now();
    for (const text of [
      huge,
      `{"reason":${huge}}`,
      `{"reason":"r","trigger":${huge}}`,
      `{"reason":"r","trig":${huge}}`,
    ]) {
      let input: unknown;
      try {
        input = JSON.parse(text);
      } catch {
        continue;
      }
      expect(read(input)).toBeUndefined();
    }
    expect(performance.now() - began).toBeLessThan(HANG_MILLISECONDS);
  });

  test.each(['\u0000', '\u200B\u200B', '\u001b', '\u2028'])(
    'is refused with the reason %j, of which nothing is left',
    (text) => {
      for (const input of [{ reason: text }, { Comment: text }, { reason: 'r', withoutMajority: text }]) {
        expect(read(input)).toBeUndefined();
      }
    },
  );

  test('is refused with a moment of endless decimals', () => {
    const endless = `2026-11-21T12:00:00.${'1'.repeat(100_000)}Z`;
    expect(read({ reason: 'r', trigger: { kind: 'schedule', at: endless } })).toBeUndefined();
  });

  test('is refused, however deep it is, and what is unknown in it is named', () => {
    expect(readRequest({ reason: 'r', trigger: JSON.parse(deepObject(5000)) })).toEqual({
      problems: [expect.stringContaining('input.trigger')],
    });
  });
});

claim('every time that a trigger may name is one', fc.oneof(at, anyText), (moment) => {
  const parsed = Trigger.safeParse({ kind: 'schedule', at: moment });
  if (parsed.success) expect(Number.isFinite(Date.parse(parsed.data.at))).toBe(true);
});
