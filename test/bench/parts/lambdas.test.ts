import { lambdas, type MeasuredLambda } from './lambdas';

const one = (changes: Partial<MeasuredLambda> = {}): MeasuredLambda => ({
  ...{ name: 'run-canaries', bundleKilobytes: 650, budgetKilobytes: 650, coldImportMilliseconds: 100 },
  ...{ makingMilliseconds: 5, touchMilliseconds: 0.01, memoryMegabytes: 55 },
  ...changes,
});
const resultOf = (...all: readonly MeasuredLambda[]) => ({ lambdas: all, emptyProcessMilliseconds: 50 });

describe('the size of functions', () => {
  it('holds at the budget, and breaks above it', () => {
    expect(lambdas.broken(resultOf(one()))).toEqual([]);
    expect(lambdas.broken(resultOf(one(), one({ name: 'admit-run', bundleKilobytes: 650.1 })))).toEqual([
      'the bundle of admit-run has 650.1 KB, its budget is 650 KB',
    ]);
  });

  it('is told beside how imports compare, and no milliseconds', () => {
    const slow = one({ name: 'check-readiness', coldImportMilliseconds: 150, budgetKilobytes: 900 });
    const lines = lambdas.lines(resultOf(one(), one({ name: 'admit-run' }), slow));
    expect(lines).toContain('| check-readiness | 650 | 72 % | 1.50 | 55 |');
    expect(lines.at(-1)).toContain('2.00 times as long as to start Node and end it');
    expect(lines.join('\n')).not.toMatch(/ms|milliseconds/);
  });
});
