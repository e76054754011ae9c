import { plan } from '../../../test/fixtures';
import { expectedSeconds } from '../../domain/expected-seconds';
import { VERBS, type Verb } from '../../domain/verbs';
import { pictureOf, type RunEvent } from '../../report/run-picture';
import { type FrameOptions, frameOf } from '../../report/run-picture/frame';
import { ASCII, glyphsFor, UNICODE } from '../../report/run-picture/glyphs';
import { cellsIn, painted } from '../../report/run-picture/spans';
import type { Vitals } from '../../report/run-picture/vitals';
import { drawingOfVerb } from './verb-drawings';

const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1';

const began: RunEvent = { kind: 'began', at: 0 };
const done = (step: string, from: number, to: number, because = 'it is so'): RunEvent[] => [
  { kind: 'entered', at: from * 1000, step },
  { kind: 'said', at: to * 1000, step, because },
  { kind: 'done', at: to * 1000, step },
];
const working = (step: string, from: number, because: string): RunEvent[] => [
  { kind: 'entered', at: from * 1000, step },
  { kind: 'said', at: from * 1000, step, because },
];
const failed = (step: string, at: number, because: string): RunEvent[] => [
  { kind: 'entered', at: at * 1000 - 500, step },
  { kind: 'failed', at: at * 1000, step, failure: 'refused', because },
];
const ended = (outcome: string, at: number): RunEvent => ({ kind: 'ended', at: at * 1000, outcome });

const PROMOTING = 'the failover of orders to us-west-2 was sent; it is failing-over, and its writer is still us-east-1';
const midway: RunEvent[] = [
  began,
  ...done('AdmitRun', 0, 1),
  ...done('ConfirmOutage', 1, 9),
  ...done('CheckReadiness', 9, 12),
  ...done('AuthorizePromotion', 12, 13),
  ...working('DeployStacks', 12, 'orders-web is CREATE_IN_PROGRESS; 1 of 2 complete'),
  ...working('PromoteDatabase', 13, PROMOTING),
];
const lost: Vitals = {
  at: 0,
  members: [
    { database: 'orders', region: 'us-east-1', role: 'down' },
    { database: 'orders', region: 'us-west-2', role: 'reader', lagSeconds: 0.34 },
  ],
  answer: { name: 'orders.example.com', address: '52.10.0.1', region: 'us-east-1' },
  clients: { okPerSecond: 0, failedPerSecond: 9.5 },
};
const well: Vitals = { at: 0, clients: { okPerSecond: 10, failedPerSecond: 0, region: 'us-east-1' } };

interface Shown extends Partial<FrameOptions> {
  readonly verb?: Verb;
  readonly vitals?: readonly Vitals[];
}

const linesOf = (events: readonly RunEvent[], { verb = 'failover', vitals = [], ...options }: Shown = {}) => {
  const { layout, steps } = drawingOfVerb(plan, verb);
  const expected = Object.entries(expectedSeconds(steps, {})).map(([step, { seconds }]) => [step, seconds]);
  const about = { run: RUN, verb, region: 'us-west-2', steps, expectedSeconds: Object.fromEntries(expected) };
  const given = { glyphs: UNICODE, now: 45_000, cellsMax: 80, ...options };
  return frameOf({ picture: pictureOf(about, events), layout, vitals }, given);
};
const shown = (events: readonly RunEvent[], options?: Shown) =>
  `\n${painted(linesOf(events, options), { color: false }).join('\n')}\n`;

test('a failover midway, on 80 columns', () => {
  expect(shown(midway, { vitals: [well, well, lost] })).toBe(`
 failover in us-west-2  run-1                                0:45 of about 7:02

 ✓ AdmitRun ─▶ ✓ ConfirmOutage ─▶ ✓ CheckReadiness ─▶
 ┌─▶ ✓ AuthorizePromotion ─▶ ● PromoteDatabase ─┐
 └─▶ ● DeployStacks ────────────────────────────┴─▶ · RunCanaries ─▶
 · ShiftTraffic ─▶ · VerifyTraffic ─▶ · AnnounceRegion ─▶ · UnfenceRegion ─▶
 · CloseRun ─▶ · Serving

 ● PromoteDatabase  working 0:32 of about 3:00  ━━━━────────────────
   the failover of orders to us-west-2 was sent; it is failing-over, and its
   writer is still us-east-1
 ● DeployStacks     working 0:33 of about 5:00  ━━──────────────────
   orders-web is CREATE_IN_PROGRESS; 1 of 2 complete

 database   orders  us-east-1 down · us-west-2 reader, 0.3 s behind
 DNS        orders.example.com is us-east-1 (52.10.0.1)
 clients      0 %  0.0 orders/s acknowledged, 9.5 failed  ██▁
`);
});

test('the same on 160 columns', () => {
  expect(shown(midway, { cellsMax: 160, vitals: [lost] })).toBe(`
 failover in us-west-2  run-1                                                                                                                0:45 of about 7:02

 ✓ AdmitRun ─▶ ✓ ConfirmOutage ─▶ ✓ CheckReadiness ─┬─▶ ✓ AuthorizePromotion ─▶ ● PromoteDatabase ─┐
                                                    └─▶ ● DeployStacks ────────────────────────────┴─▶ · RunCanaries ─▶ · ShiftTraffic ─▶ · VerifyTraffic ─▶
 · AnnounceRegion ─▶ · UnfenceRegion ─▶ · CloseRun ─▶ · Serving

 ● PromoteDatabase  working 0:32 of about 3:00  ━━━━────────────────
   the failover of orders to us-west-2 was sent; it is failing-over, and its writer is still us-east-1
 ● DeployStacks     working 0:33 of about 5:00  ━━──────────────────
   orders-web is CREATE_IN_PROGRESS; 1 of 2 complete

 database   orders  us-east-1 down · us-west-2 reader, 0.3 s behind
 DNS        orders.example.com is us-east-1 (52.10.0.1)
 clients      0 %  0.0 orders/s acknowledged, 9.5 failed  ▁
`);
});

test('the same without UTF-8, on 100 columns', () => {
  expect(shown(midway, { cellsMax: 100, glyphs: ASCII, vitals: [lost] })).toBe(`
 failover in us-west-2  run-1                                                    0:45 of about 7:02

 + AdmitRun -> + ConfirmOutage -> + CheckReadiness ->
 +-> + AuthorizePromotion -> * PromoteDatabase -+
 +-> * DeployStacks ----------------------------+-> . RunCanaries -> . ShiftTraffic ->
 . VerifyTraffic -> . AnnounceRegion -> . UnfenceRegion -> . CloseRun -> . Serving

 * PromoteDatabase  working 0:32 of about 3:00  ====----------------
   the failover of orders to us-west-2 was sent; it is failing-over, and its writer is still
   us-east-1
 * DeployStacks     working 0:33 of about 5:00  ==------------------
   orders-web is CREATE_IN_PROGRESS; 1 of 2 complete

 database   orders  us-east-1 down | us-west-2 reader, 0.3 s behind
 DNS        orders.example.com is us-east-1 (52.10.0.1)
 clients      0 %  0.0 orders/s acknowledged, 9.5 failed
`);
});

test('a run that was refused says where and why, and what never came', () => {
  const events = [
    began,
    ...done('AdmitRun', 0, 1),
    ...failed('ConfirmOutage', 31, 'us-east-1 answers: 2 of 2 probes'),
    ...done('RetireStacks', 31, 32),
    ...done('CloseRun', 32, 33),
    ended('Refused', 33),
  ];
  expect(shown(events)).toBe(`
 failover in us-west-2  run-1                                Refused after 0:33

 ✓ AdmitRun ─▶ ✗ ConfirmOutage refused ─▶ – CheckReadiness left out ─▶
 ┌─▶ – AuthorizePromotion left out ─▶ – PromoteDatabase left out ─┐
 └─▶ – DeployStacks left out ─────────────────────────────────────┴─▶
 – RunCanaries left out ─▶ – ShiftTraffic left out ─▶
 – VerifyTraffic left out ─▶ – AnnounceRegion left out ─▶
 – UnfenceRegion left out ─▶ ✓ CloseRun ─▶ → Refused
 on failure ─▶ ✓ RetireStacks

 ✗ ConfirmOutage  refused after 0:00
   us-east-1 answers: 2 of 2 probes
`);
});

test('a switchover that is done', () => {
  const { steps } = drawingOfVerb(plan, 'switchover');
  const events = [
    began,
    ...steps.flatMap((step, at) => done(step, at, at + 1, `${step} is done`)),
    ended('Serving', 20),
  ];
  expect(shown(events, { verb: 'switchover' })).toBe(`
 switchover in us-west-2  run-1                              Serving after 0:20

 ✓ AdmitRun ─▶ ✓ ConfirmActive ─▶ ✓ CheckReadiness ─▶ ✓ DeployStacks ─▶
 ✓ ProveStacks ─▶ ✓ AuthorizePromotion ─▶ ✓ FenceRegion ─▶ ✓ PromoteDatabase ─▶
 ✓ RunCanaries ─▶ ✓ ShiftTraffic ─▶ ✓ VerifyTraffic ─▶ ✓ AnnounceRegion ─▶
 ✓ SettleTraffic ─▶ ✓ UnfenceRegion ─▶ ✓ RetireStacks ─▶ ✓ CloseRun ─▶
 ✓ Serving

 ✓ CloseRun  done after 0:01
   CloseRun is done
`);
});

const widths = [20, 40, 60, 80, 81, 100, 132, 160, 240];
const wide = '東京リージョン'.repeat(30);

test.each(VERBS)('no line of a %s is wider than the terminal', (verb) => {
  const events = [
    ...midway,
    ...failed('DeployStacks', 20, wide),
    ...working('PromoteDatabase', 21, `${'x'.repeat(300)} ${wide}`),
  ];
  for (const cellsMax of widths) {
    for (const glyphs of [UNICODE, ASCII]) {
      const lines = linesOf(events, { verb, glyphs, cellsMax, vitals: Array<Vitals>(60).fill(lost) });
      expect(Math.max(...lines.map(cellsIn))).toBeLessThanOrEqual(cellsMax);
    }
  }
});

test('a frame is no higher than the terminal: first it gives up its empty lines', () => {
  const all = linesOf(midway, { vitals: [lost] });
  const dense = all.filter((line) => cellsIn(line) > 0).length;
  expect(all.length).toBeGreaterThan(dense + 1);
  expect(linesOf(midway, { vitals: [lost], linesMax: all.length })).toEqual(all);
  expect(linesOf(midway, { vitals: [lost], linesMax: dense })).toHaveLength(dense);
  expect(linesOf(midway, { vitals: [lost], linesMax: 5 })).toHaveLength(5);
});

test('what a step says moves no cursor', () => {
  const events = [began, ...working('AdmitRun', 0, 'a\u001b[2Jb\nc\u202ed')];
  expect(shown(events)).toContain('   a [2Jb c d\n');
});

test('colour only says again what glyph and word say', () => {
  const plain = painted(linesOf(midway), { color: false }).join('\n');
  const colored = painted(linesOf(midway), { color: true }).join('\n');
  expect(plain).not.toContain('\u001b');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is tested
  expect(colored.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(plain);
});

test.each([
  [{ LANG: 'en_US.UTF-8' }, UNICODE],
  [{ LANG: 'C' }, ASCII],
  [{}, ASCII],
  [{ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, ASCII],
  [{ LC_CTYPE: 'C.utf8', LANG: 'C' }, UNICODE],
])('the locale %j is drawn with its own characters', (environment, glyphs) => {
  expect(glyphsFor(environment)).toBe(glyphs);
});
