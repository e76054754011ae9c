import { plan, planWith } from '../../test/fixtures';
import { roundsWarning } from './stack-rounds';

const planOf = (count: number, stacksAtOnce: number) =>
  planWith({
    release: { ...plan.release, stacks: Array.from({ length: count }, (_, n) => `stack-${n}`), stacksAtOnce },
  });

describe('a plan is told that its stacks wait for a place', () => {
  it.each([
    [1000, 10, '1,000 stacks are created in 100 rounds at least, one after the other; 250 are possible'],
    [101, 10, '101 stacks are created in 11 rounds at least, one after the other; 250 are possible'],
    [11, 1, '11 stacks are created in 11 rounds at least, one after the other; 250 are possible'],
  ])('%i stacks, %i at once', (count, atOnce, said) => {
    expect(roundsWarning(planOf(count, atOnce))).toBe(`release.stacksAtOnce is ${atOnce}: ${said}`);
  });

  it.each([
    [100, 10],
    [1000, 250],
    [1000, 100],
    [2, 1],
    [0, 10],
  ])('and %i stacks, %i at once, wait no longer than a usual chain', (count, atOnce) => {
    expect(roundsWarning(planOf(count, atOnce))).toBeUndefined();
  });
});
