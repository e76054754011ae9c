import {
  attachable,
  type KnownClaim,
  type Settlement,
  saidSettlement,
  settlementFrom,
  settlementText,
  unsettledBecause,
} from './settlement';

const [EAST, WEST] = ['us-east-1', 'us-west-2'] as const;
const settled: Settlement = { epoch: 101, serial: 2, active: WEST, attached: [EAST, WEST] };
const claims = (east: number | undefined, west: number): KnownClaim[] => [
  { region: EAST, epoch: east },
  { region: WEST, epoch: west },
];

describe('a settlement', () => {
  test('is read as it was written', () => {
    expect(settlementFrom(settlementText(settled))).toEqual(settled);
    const alone = { ...settled, attached: [] };
    expect(settlementFrom(settlementText(alone))).toEqual(alone);
  });

  test.each([
    '',
    'epoch=0 active=us-east-1',
    `${settlementText(settled)} more`,
    'epoch=-1 serial=1 active=a attached=',
  ])('is not read from %p', (text) => {
    expect(settlementFrom(text)).toBeUndefined();
  });
});

describe('the records are', () => {
  test.each<[string, Settlement | undefined, KnownClaim[], string | undefined]>([
    ['settled when they say so for this Region and listen to all', settled, claims(100, 101), undefined],
    [
      'settled when the other Region cannot be read',
      { ...settled, attached: [WEST] },
      claims(undefined, 101),
      undefined,
    ],
    ['settled when the other claims above the epoch', { ...settled, attached: [WEST] }, claims(102, 101), undefined],
    ['unsettled when nothing was ever attached', undefined, claims(0, 0), 'no TXT record'],
    ['unsettled while they say another Region', { ...settled, active: EAST }, claims(0, 101), 'settled for us-east-1'],
    ['unsettled when this Region has claimed one more', settled, claims(0, 102), 'claims epoch 102'],
    ['unsettled while a Region that returned is not heard', { ...settled, attached: [WEST] }, claims(101, 101), EAST],
  ])('%s', (_, settlement, known, because) => {
    const found = unsettledBecause({ settlement, here: WEST, claims: known });
    expect(found).toEqual(because === undefined ? undefined : expect.stringContaining(because));
  });

  test('attachable up to the settled epoch, and not while unknown', () => {
    expect(attachable(claims(101, 101), 101)).toEqual([EAST, WEST]);
    expect(attachable(claims(102, 101), 101)).toEqual([WEST]);
    expect(attachable(claims(undefined, 101), 101)).toEqual([WEST]);
  });
});

describe('The TXT records of all names', () => {
  const text = settlementText(settled);
  const older = settlementText({ ...settled, epoch: 1 });

  test('say one settlement when they agree', () => {
    expect(saidSettlement([[text], [text]])).toEqual({ settlement: settled });
  });

  test.each<[string, string[][], string, string]>([
    ['say none when no name has one', [[], []], 'none', 'never attached'],
    ['are unclear when one name has none', [[text], []], 'unclear', '""'],
    ['are unclear when two names differ', [[text], [older]], 'unclear', 'epoch=1 '],
    ['are unclear while servers of one name differ', [[older, text]], 'unclear', 'do not say one settlement'],
    ['are unclear when they hold something else', [['tea']], 'unclear', '"tea"'],
  ])('%s', (_, texts, kind, because) => {
    expect(saidSettlement(texts)).toEqual({ kind, because: expect.stringContaining(because) });
  });
});
