import { lastChain, longestChain, sharesOf, within } from './intervals';

const of = (from: number, to: number) => ({ from, to });

describe('intervals', () => {
  it('are cut to a window, and what is outside of it falls away', () => {
    expect(within(of(10, 20), [of(0, 5), of(5, 12), of(12, 14), of(18, 30), of(20, 25)])).toEqual([
      ...[of(10, 12), of(12, 14), of(18, 20)],
    ]);
  });

  it('share a window by their rank, and all shares add up to it', () => {
    const shares = sharesOf(of(0, 10), [
      ['first', [of(2, 4)]],
      ['second', [of(3, 6), of(3, 5)]],
    ]);
    expect([...shares]).toEqual(
      expect.arrayContaining([
        ['first', 2],
        ['second', 2],
        ['rest', 6],
      ]),
    );
    expect([...shares.values()].reduce((sum, one) => sum + one)).toBe(10);
  });

  it('give a window that nothing covers to the rest', () => {
    expect([...sharesOf(of(3, 5), [['first', []]])]).toEqual([['rest', 2]]);
  });
});

describe('the chain that an end has waited for', () => {
  it('leads back from what ended last, by what had ended when it began', () => {
    const [early, long, short, last] = [of(0, 3), of(0, 9), of(0, 5), of(6, 12)];
    expect(lastChain([early, long, short, last])).toEqual([short, last]);
  });

  it('is empty where nothing went on', () => {
    expect(lastChain([])).toEqual([]);
  });

  it('passes over what took no time', () => {
    expect(lastChain([of(0, 3), of(3, 3)])).toEqual([of(0, 3)]);
  });
});

describe('the longest chain', () => {
  it.each([
    ['of nothing is nothing', [], 0],
    ['is the longest of those that overlap', [of(0, 5), of(1, 9), of(2, 4)], 8],
    ['adds up those that follow each other', [of(0, 5), of(5, 6), of(7, 9)], 8],
    ['prefers two short ones to a long one that is shorter', [of(0, 4), of(4, 9), of(1, 8)], 9],
  ])('%s', (_, intervals, milliseconds) => {
    expect(longestChain(intervals)).toBe(milliseconds);
  });
});
