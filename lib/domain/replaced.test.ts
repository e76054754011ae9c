import { HERE, LOST, plan, RUN_ID } from '../../test/fixtures';
import { claimsAbove, isByFailover, wasActive } from './replaced';

const THIRD = 'eu-west-1';

describe('A Region was active', () => {
  test.each<[string, number, boolean]>([
    [LOST, 0, true],
    [HERE, 0, false],
    [HERE, 1, true],
  ])('in %s with a claim of %i: %s', (region, claimed, expected) => {
    expect(wasActive(claimed, { plan, region })).toBe(expected);
  });
});

describe('Claims above', () => {
  const claims = [
    { region: HERE, epoch: 101 },
    { region: LOST, epoch: 102 },
    { region: THIRD, epoch: 203 },
  ];
  test('are those of other Regions alone, the highest first', () => {
    expect(claimsAbove(claims, HERE).map(({ region }) => region)).toEqual([THIRD, LOST]);
    expect(claimsAbove(claims, LOST).map(({ region }) => region)).toEqual([THIRD]);
    expect(claimsAbove(claims, THIRD)).toEqual([]);
  });

  test('are none of the same epoch, and none that cannot be read', () => {
    const others = [
      { region: LOST, epoch: 101 },
      { region: THIRD, epoch: undefined },
    ];
    expect(claimsAbove([{ region: HERE, epoch: 101 }, ...others], HERE)).toEqual([]);
    expect(claimsAbove(others, HERE)).toEqual([{ region: LOST, epoch: 101 }]);
  });
});

test('a claim is by a failover unless a switchover made it', () => {
  const by = (runId: string | undefined) => isByFailover({ region: HERE, runId }, plan);
  expect(by(RUN_ID)).toBe(true);
  expect(by(RUN_ID.replace('failover', 'switchover'))).toBe(false);
  expect(by('somebody')).toBe(true);
  expect(by(undefined)).toBe(true);
});
