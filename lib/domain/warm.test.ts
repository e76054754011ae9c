import { closed, costTold, isExpired, isWarm, judgeCost, kept, type Prewarmed, type Span, type Warm } from './warm';

const NOW = '2026-11-21T12:00:00.000Z';
const hours = (count: number) => new Date(Date.parse(NOW) + count * 3600 * 1000).toISOString();
const days = (count: number) => hours(count * 24);
const span = (from: number, until: number): Span => ({ from: hours(from), until: hours(until) });
const stack = (name: string) => ({ id: `arn:${name}`, name });

const made = (changes: Partial<Prewarmed> = {}): Prewarmed => ({
  epoch: 301,
  release: 'r-2',
  stacks: [stack('web-r-2')],
  startedAt: hours(-0.5),
  now: NOW,
  prewarmSeconds: 4 * 3600,
  ...changes,
});
const warm: Warm = {
  epoch: 201,
  release: 'r-1',
  stacks: [stack('web-r-1')],
  since: hours(-3),
  until: hours(1),
  history: [span(-100, -96), span(-3, 1)],
  version: 4,
};

describe('A prewarm is kept', () => {
  test('from when it began, for as long as the plan says', () => {
    expect(kept(undefined, made())).toEqual({
      epoch: 301,
      release: 'r-2',
      stacks: [stack('web-r-2')],
      since: hours(-0.5),
      until: hours(4),
      history: [span(-0.5, 4)],
      version: 1,
    });
  });

  test('for longer when it is warm already, as one span, and nothing that was kept before is forgotten', () => {
    expect(kept(warm, made())).toEqual({
      epoch: 301,
      release: 'r-2',
      stacks: [stack('web-r-2'), stack('web-r-1')],
      since: hours(-3),
      until: hours(4),
      history: [span(-100, -96), span(-3, 4)],
      version: 5,
    });
  });

  test('never for shorter', () => {
    expect(kept({ ...warm, until: hours(9) }, made()).until).toBe(hours(9));
  });

  test('each stack once, whoever took it over', () => {
    expect(kept(warm, made({ stacks: [stack('web-r-1')] })).stacks).toEqual([stack('web-r-1')]);
  });

  test('as a new span once the one before was closed', () => {
    const again = kept(closed(warm, NOW), made());
    expect(again).toMatchObject({ since: hours(-0.5), stacks: [stack('web-r-2')], version: 6 });
    expect(again.history).toEqual([span(-100, -96), span(-3, 0), span(-0.5, 4)]);
    expect(isWarm(again)).toBe(true);
  });

  test.each([
    ['31 days ago', -31, false],
    ['29 days ago', -29, true],
  ])('without spans of %s', (_, ago, isKept) => {
    const old = { from: days(ago - 1), until: days(ago) };
    const { history } = kept({ ...warm, history: [old, span(-3, 1)] }, made());
    expect(history.includes(old)).toBe(isKept);
  });
});

describe('A prewarm ends', () => {
  test('with the time that it took, and keeps nothing', () => {
    expect(closed(warm, NOW)).toEqual({
      ...warm,
      stacks: [],
      closedAt: NOW,
      history: [span(-100, -96), span(-3, 0)],
      version: 5,
    });
    expect(isWarm(closed(warm, NOW))).toBe(false);
  });

  test.each<[string, Partial<Warm>, boolean]>([
    ['when its time is over', { until: NOW }, true],
    ['not a second before', { until: '2026-11-21T12:00:00.001Z' }, false],
    ['only once', { until: NOW, closedAt: NOW }, false],
  ])('%s', (_, changes, isOver) => {
    expect(isExpired({ ...warm, ...changes }, NOW)).toBe(isOver);
  });
});

describe('A prewarm that starts by itself is', () => {
  const cost = (history: readonly Span[], usdPerMonthMax = 1) =>
    judgeCost({ history, usdPerHour: 0.1, usdPerMonthMax, prewarmSeconds: 4 * 3600, now: NOW });

  test.each<[string, readonly Span[], number, boolean]>([
    ['allowed where nothing was spent', [], 0.4, true],
    ['refused where it alone costs more', [], 0.39, false],
    ['allowed up to the very limit', [span(-10, -4)], 1, true],
    ['refused beyond it', [span(-10.1, -4)], 1, false],
    ['allowed although more was spent longer than 30 days ago', [span(-24 * 40, -24 * 30)], 0.4, true],
    ['refused for the part that lies within them', [span(-24 * 40, -24 * 30 + 1)], 0.4, false],
    ['charged once for what overlaps', [span(-6, 4), span(-5, -1)], 1, true],
    ['charged only for the time that it adds', [span(-6, 3)], 1, true],
    ['allowed where sums of fractions only look larger', [span(-3, 0)], 0.7, true],
  ])('%s', (_, history, usdPerMonthMax, allowed) => {
    expect(cost(history, usdPerMonthMax).allowed).toBe(allowed);
  });

  test('told with its figures', () => {
    expect(cost([span(-10, -4)]).because).toBe(
      '6 h of prewarming in the last 30 days and 4 h more cost 1.00 USD at 0.1 USD per hour, of 1.00 USD that the ' +
        'plan allows',
    );
    expect(cost([span(-12, -4)]).because).toBe(
      '8 h of prewarming in the last 30 days and 4 h more cost 1.20 USD at 0.1 USD per hour, and the plan allows ' +
        '1.00 USD: start it yourself, or raise prewarm.usdPerMonthMax and deploy the plan',
    );
    expect(costTold({ usdPerHour: 0.15 }, span(0, 5))).toBe('5 h cost about 0.75 USD at 0.15 USD per hour');
  });
});
