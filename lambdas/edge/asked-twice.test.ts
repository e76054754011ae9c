import { patientClock } from '../../test/patient-clock';
import { askedTwice } from './asked-twice';

const silent = Object.assign(new Error('no connection'), { name: 'TimeoutError' });
const denied = Object.assign(new Error('denied'), { name: 'AccessDenied', $metadata: { httpStatusCode: 400 } });

/** What becomes of a read, and how long after it was sent. */
type Fate = readonly [milliseconds: number, outcome: string | Error];

async function reading(...fates: Fate[]) {
  const clock = patientClock();
  const sentAt: number[] = [];
  const ask = async () => {
    const [milliseconds, outcome] = fates[sentAt.length] ?? [0, 'once too often'];
    sentAt.push(clock.now());
    await clock.sleep(milliseconds);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const outcome = await askedTwice(clock, ask).catch((error: unknown) => error);
  return { outcome, sentAt, at: clock.now() };
}

test.each<[string, Fate[], object]>([
  ['once where the answer comes soon', [[249, 'a']], { outcome: 'a', sentAt: [0], at: 249 }],
  ['once where AWS refuses', [[40, denied]], { outcome: denied, sentAt: [0], at: 40 }],
  [
    'beside the first where that is slow',
    [
      [1000, 'a'],
      [40, 'b'],
    ],
    { outcome: 'b', sentAt: [0, 250], at: 290 },
  ],
  [
    'and the first may still come first',
    [
      [600, 'a'],
      [400, 'b'],
    ],
    { outcome: 'a', sentAt: [0, 250], at: 600 },
  ],
  [
    'after a pause where the first failed at once',
    [
      [0, silent],
      [40, 'b'],
    ],
    { outcome: 'b', sentAt: [0, 250], at: 290 },
  ],
  [
    'in time, so that silence costs one time-out and a bit',
    [
      [1500, silent],
      [1500, silent],
    ],
    { outcome: silent, sentAt: [0, 250], at: 1750 },
  ],
  [
    'and the second one may be too late for nobody',
    [
      [1500, silent],
      [1900, 'b'],
    ],
    { outcome: 'b', sentAt: [0, 250], at: 2150 },
  ],
  [
    'and a refusal of it counts',
    [
      [1500, silent],
      [40, denied],
    ],
    { outcome: denied, sentAt: [0, 250], at: 1500 },
  ],
])('is asked %s', async (_, fates, expected) => {
  expect(await reading(...fates)).toEqual(expected);
});
