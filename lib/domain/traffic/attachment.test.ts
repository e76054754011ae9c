import { plan } from '../../../test/fixtures';
import { activeByClaims, attachmentOf, ownRecordProblem } from './attachment';
import type { SeenPlace } from './places';

const place = (region: string, claimEpoch: number | undefined, changes: Partial<SeenPlace> = {}): SeenPlace => ({
  region,
  claimEpoch,
  signalHost: `signal.${region}.example.com`,
  alarms: [],
  because: [],
  ...changes,
});
const [EAST, WEST] = ['us-east-1', 'us-west-2'];
const settled = { epoch: 101, serial: 4, active: WEST, attached: [WEST] };
const attach = (places: SeenPlace[], before?: typeof settled, active = EAST) =>
  attachmentOf({ active, settled: before, places });

describe('attaching makes a settlement', () => {
  test('of epoch 0 and every Region before anybody has claimed', () => {
    expect(attach([place(EAST, 0), place(WEST, 0)])).toEqual({
      epoch: 0,
      serial: 1,
      active: EAST,
      attached: [EAST, WEST],
    });
  });

  test('under the newest claim that is known, so that no claim of the past moves users', () => {
    expect(attach([place(EAST, 200), place(WEST, 101)]).epoch).toBe(200);
    expect(attach([place(EAST, 0), place(WEST, undefined)], settled).epoch).toBe(101);
  });

  test('that counts on within an epoch, and anew in a new one', () => {
    expect(attach([place(EAST, 0), place(WEST, 101)], settled).serial).toBe(5);
    expect(attach([place(EAST, 200), place(WEST, 101)], settled).serial).toBe(1);
  });

  test.each<[string, SeenPlace]>([
    ['claim', place(WEST, undefined)],
    ['signal', place(WEST, 0, { signalHost: undefined })],
    ['alarms', place(WEST, 0, { alarms: undefined })],
  ])('that does not listen to a Region whose %s cannot be read', (_, silent) => {
    expect(attach([place(EAST, 0), silent]).attached).toEqual([EAST]);
  });

  test('for home before anybody has claimed, then for the newest claim', () => {
    expect(activeByClaims(plan, [place(EAST, 0), place(WEST, 0)])).toBe(EAST);
    expect(activeByClaims(plan, [place(EAST, 0), place(WEST, 101)])).toBe(WEST);
    expect(activeByClaims(plan, [place(EAST, 200), place(WEST, 101)])).toBe(EAST);
  });
});

describe("a Region's own record", () => {
  const name = 'us-east-1.orders.example.com';
  const alias = (EvaluateTargetHealth: boolean, more = {}) => [
    { Name: `${name}.`, Type: 'A', AliasTarget: { DNSName: 'lb.example.com.', EvaluateTargetHealth }, ...more },
  ];

  test.each<[string, ReturnType<typeof alias> | [], string | undefined]>([
    ['is well as an alias that does not evaluate its target', alias(false), undefined],
    // F-93
    ['is refused when it evaluates its target', alias(true), 'judged by its health'],
    ['is refused when it carries a health check', alias(false, { HealthCheckId: 'x' }), 'judged by its health'],
    ['is refused when it is missing', [], 'got 0'],
    ['is refused when there are two', [...alias(false), ...alias(false)], 'got 2'],
  ])('%s', (_, records, problem) => {
    const found = ownRecordProblem(records, { name, type: 'A' });
    expect(found).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
  });
});
