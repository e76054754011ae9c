import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chanceFrom } from '../../../lib/rehearsal/world/chance';
import type { FunctionSpec } from '../../../lib/rehearsal/world/lambda-host';
import { temporaryDirectory } from '../../../lib/rehearsal/world/temporary-directory';
import { drawing, MILLISECONDS, SECONDS, type Spread, timesFrom } from './times';

const SPREADS = Object.entries<Spread>({ ...SECONDS, ...MILLISECONDS });
const DRAWS = 2000;
const many = <Value>(draw: () => Value): Value[] => Array.from({ length: DRAWS }, draw);
const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;

describe.each(SPREADS)('%s', (_, spread) => {
  const drawn = many(drawing(spread, chanceFrom(7)));

  test('names the page that says so, or that it is assumed', () => {
    expect(spread.source).toMatch(/^(?:https:\/\/\S+: |assumed: )/);
  });

  test('is never drawn below its least or above its most', () => {
    expect(spread.least).toBeLessThan(spread.median);
    expect(spread.median).toBeLessThan(spread.ninetieth);
    expect(spread.ninetieth).toBeLessThan(spread.most);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(spread.least);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(spread.most);
  });

  test('has half of its draws below the median, and nine of ten below the ninetieth', () => {
    expect(at(drawn, 0.5) / spread.median).toBeCloseTo(1, 0.8);
    expect(drawn.filter((value) => value < spread.median).length / DRAWS).toBeCloseTo(0.5, 1);
    expect(drawn.filter((value) => value < spread.ninetieth).length / DRAWS).toBeCloseTo(0.9, 1);
  });
});

describe('times', () => {
  const failovers = (seed: number) => {
    const { durations } = timesFrom(seed);
    return many(() => durations.promotionSeconds('failover'));
  };

  test('are the same for the same seed, and others for another', () => {
    expect(failovers(1)).toEqual(failovers(1));
    expect(failovers(1)).not.toEqual(failovers(2));
  });

  test('of one kind stay as they are however often another kind is asked for', () => {
    const { durations } = timesFrom(1);
    many(durations.eventSeconds);
    expect(many(() => durations.promotionSeconds('failover'))).toEqual(failovers(1));
  });

  test('of different kinds are drawn apart from each other', () => {
    const { durations } = timesFrom(1);
    const ratio = durations.promotionSeconds('failover') / SECONDS.failover.median;
    expect(durations.promotionSeconds('switchover') / SECONDS.switchover.median).not.toBeCloseTo(ratio, 3);
  });

  test('are whole milliseconds', () => {
    const { durations, latency } = timesFrom(3);
    for (const value of many(durations.eventSeconds)) expect(Math.round(value * 1000) / 1000).toBe(value);
    for (const value of many(() => durations.healthCheckSeconds(10)))
      expect(Math.round(value * 1000) / 1000).toBe(value);
    for (const value of many(latency.transitionMilliseconds)) expect(Number.isInteger(value)).toBe(true);
  });

  test('of a stack go by whether something in it must come to run', () => {
    const { durations } = timesFrom(1);
    const stack = (...resources: string[]) => ({ name: 'orders', region: 'us-west-2', resources });
    const plain = many(() => durations.stackCreationSeconds(stack('AWS::DynamoDB::Table', 'AWS::SSM::Parameter')));
    const serving = many(() => durations.stackCreationSeconds(stack('AWS::IAM::Role', 'AWS::ECS::Service')));
    expect(Math.max(...plain)).toBeLessThanOrEqual(SECONDS.plainStack.most);
    expect(Math.min(...serving)).toBeGreaterThanOrEqual(SECONDS.serviceStack.least);
    const gone = many(() => durations.stackDeletionSeconds(stack('AWS::DynamoDB::Table')));
    expect(Math.max(...gone)).toBeLessThanOrEqual(SECONDS.plainDeletion.most);
  });

  test('of a health check stay within a tenth of its interval', () => {
    const waits = many(() => timesFrom(5).durations.healthCheckSeconds(10)).concat(
      ...[1, 2, 3].map((seed) => many(() => timesFrom(seed).durations.healthCheckSeconds(10))),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(9);
    expect(Math.max(...waits)).toBeLessThanOrEqual(11);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });

  test('of an alarm end before half of the shortest period is over, or an evaluation would be skipped', () => {
    expect(SECONDS.alarm.most).toBeLessThan(5);
  });

  test('of a cold start grow by 0.3 ms with each kilobyte of the bundle', () => {
    const specOf = (kilobytes: number) => {
      const codeDirectory = join(temporaryDirectory().path, String(kilobytes));
      mkdirSync(codeDirectory);
      writeFileSync(join(codeDirectory, 'index.mjs'), 'x'.repeat(kilobytes * 1000));
      return { codeDirectory } as FunctionSpec;
    };
    const coldStart = (kilobytes: number) => timesFrom(1).latency.coldStartMilliseconds(specOf(kilobytes));
    expect(coldStart(1000) - coldStart(500)).toBe(150);
  });

  test('of a connection to another Region are longer than within one', () => {
    const { latency } = timesFrom(1);
    const near = many(() => latency.connectMilliseconds({ from: 'us-west-2', to: 'us-west-2' }));
    const far = many(() => latency.connectMilliseconds({ from: 'us-west-2', to: 'us-east-1' }));
    expect(at(far, 0.5)).toBeGreaterThan(3 * at(near, 0.5));
  });

  test('of a way within a Region are about a millisecond there and back, and between Regions tens', () => {
    const { latency } = timesFrom(1);
    const back = (to: string) =>
      at(
        many(() => 2 * latency.wayMilliseconds({ from: 'us-west-2', to })),
        0.5,
      );
    expect(back('us-west-2')).toBeLessThanOrEqual(2);
    expect(back('us-east-1')).toBeGreaterThan(40);
  });

  test('of an answer are the shortest from a table and the longest where work is accepted', () => {
    const { latency } = timesFrom(1);
    const answer = (service: string, operation: string, changes: boolean) =>
      many(() => latency.answerMilliseconds({ service, operation, changes }));
    expect(Math.max(...answer('dynamodb', 'PutItem', true))).toBeLessThanOrEqual(MILLISECONDS.table.most);
    expect(at(answer('dynamodb', 'TransactWriteItems', true), 0.5)).toBeCloseTo(2 * MILLISECONDS.table.median, -0.7);
    expect(at(answer('s3', 'GetObject', false), 0.5) / MILLISECONDS.object.median).toBeCloseTo(1, 0.8);
    for (const service of ['rds', 'cloudformation']) {
      expect(Math.min(...answer(service, 'Any', true))).toBeGreaterThanOrEqual(MILLISECONDS.acceptance.least);
      expect(at(answer(service, 'Any', false), 0.5) / MILLISECONDS.answer.median).toBeCloseTo(1, 0.8);
    }
    expect(at(answer('route53', 'Any', true), 0.5) / MILLISECONDS.answer.median).toBeCloseTo(1, 0.8);
  });
});
