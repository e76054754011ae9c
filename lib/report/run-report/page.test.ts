import { plan } from '../../../test/fixtures';
import { at, events, pictureWith, record, reportData } from '../../../test/report-data';
import type { RunEvent } from '../run-picture';
import type { RunReportData } from './data';
import { headlineOf, ledeOf } from './headline';
import { html } from './html';
import { nextIn } from './next';
import { runReportHtml } from './page';
import { clock, duration } from './words';

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202Egnp.exe\u2028next`;

/** Everything that may come from events, templates, DNS or AWS, hostile at once. */
const hostile = (): RunReportData => {
  const told: RunEvent[] = [
    { kind: 'failed', at: at(9), step: 'PromoteDatabase', failure: 'broken', because: HOSTILE },
    { kind: 'ended', at: at(41), outcome: HOSTILE },
  ];
  return reportData({
    plan: HOSTILE,
    reason: HOSTILE,
    setting: { kind: 'rehearsal', scenario: HOSTILE, story: HOSTILE, expected: HOSTILE, seed: 1, scale: 1 },
    picture: { ...pictureWith([...events, ...told]), run: HOSTILE, region: HOSTILE },
    event: { at: at(-10), what: HOSTILE },
    said: [{ at: at(1), step: HOSTILE, because: HOSTILE }],
    calls: [{ at: at(1), step: HOSTILE, what: HOSTILE, region: HOSTILE, resource: HOSTILE, error: HOSTILE }],
    lags: [{ name: HOSTILE, points: [1, 2].map((second) => ({ at: at(second), seconds: 1 })) }],
    answers: [{ at: at(1), address: HOSTILE, region: HOSTILE }],
    digests: [{ name: HOSTILE, value: HOSTILE, of: HOSTILE }],
    promises: [{ id: HOSTILE, promise: HOSTILE, broken: [HOSTILE] }],
    evidence: { records: [record({ because: HOSTILE, step: HOSTILE })], location: HOSTILE, problem: HOSTILE },
    unmeasured: [HOSTILE],
  });
};

describe('a page', () => {
  it('escapes every value, and turns what hides or reverses text into spaces', () => {
    expect(html`<p title="${HOSTILE}">`.markup).toBe(
      '<p title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x onerror=alert(2)&gt; gnp.exe next">',
    );
    expect(html`${undefined}${false}${0}${['<', html`<b>`]}`.markup).toBe('0&lt;<b>');
  });

  it.each([
    ['ordinary', reportData()],
    ['hostile', hostile()],
  ])('of %s data has no script, no handler, no address to load from and no style but its own', (_, data) => {
    const page = runReportHtml(data);
    expect(page).not.toMatch(/<(script|iframe|img|object|embed|form|base)\b/i);
    const unquoted = page.replace(/"[^"]*"/g, '""');
    expect(unquoted).not.toMatch(/<[^>]*\s(on\w+|style)=/i);
    expect(page.match(/<[^>]*\s(src|href|xlink:href|action)="(?!#|data:,)[^>]*/gi)).toBeNull();
    expect(page).not.toMatch(/@import|url\((?!#)/);
    expect(page).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u2028\u2029]/);
  });

  it('lets the browser do nothing but apply its style sheet', () => {
    expect(runReportHtml(reportData())).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;/,
    );
  });

  it('is the same from the same data, and small enough to be mailed', () => {
    const page = runReportHtml(reportData());
    expect(runReportHtml(reportData())).toBe(page);
    expect(page.length).toBeLessThan(150_000);
  });

  it('stays small however much was called and said', () => {
    const calls = Array.from({ length: 20_000 }, () => ({ at: at(1), what: 'x'.repeat(50) }));
    const said = calls.map(({ at, what: because }) => ({ at, step: 'World', because }));
    const page = runReportHtml(reportData({ calls, said }));
    expect(page.length).toBeLessThan(300_000);
    expect(page).toContain('19,600 more are in the evidence');
  });

  it.each([
    ['clients', { felt: undefined }, 'nobody counted what clients met'],
    ['lag', { lags: [] }, 'no sample of the replication lag'],
    ['orders', { orders: undefined }, 'nobody compared what customers were told'],
    ['promises', { promises: undefined }, 'Not judged here'],
    ['names', { answers: undefined }, 'nobody asked for the name all the time'],
    ['decisions', { evidence: { records: [] } }, 'No decision is on record'],
  ])('says of %s that it was not measured, and invents nothing', (section, without, sentence) => {
    const page = runReportHtml(reportData(without)).replace(/\s+/g, ' ');
    expect(page).toContain(sentence);
    expect(runReportHtml(reportData()).replace(/\s+/g, ' ')).not.toContain(sentence);
    expect(page).toContain(`id="${section}"`);
  });

  it('leads from every state of the drawing to its row, with its sentence', () => {
    const page = runReportHtml(reportData());
    for (const { name } of reportData().layout.steps) {
      expect(page.split(`href="#step-${name}"`)).toHaveLength(3);
      expect(page.split(`id="step-${name}"`)).toHaveLength(2);
    }
    expect(page).toContain('<title>AdmitRun: done, 2.0 s. AdmitRun has looked</title>');
  });

  it('says by shape and word, not by colour alone, that a step failed and what was not taken', () => {
    const failed: RunEvent = { kind: 'failed', at: at(30), step: 'ShiftTraffic', failure: 'overdue', because: 'late' };
    const page = runReportHtml(reportData({ picture: pictureWith([...events, failed]) }));
    expect(page).toMatch(/is-overdue"><svg[^>]*>.+?<\/svg>overdue/s);
    expect(page).toMatch(/is-left-out"><svg[^>]*>.+?<\/svg>not taken/s);
  });

  it('says what to do after a run that stopped, with the command, and nothing after one that lost nothing', () => {
    const failed: RunEvent = { kind: 'failed', at: at(30), step: 'ShiftTraffic', failure: 'overdue', because: 'late' };
    const ended: RunEvent = { kind: 'ended', at: at(41), outcome: 'HandedToOperator' };
    const picture = pictureWith([...events, failed, ended]);
    const next = nextIn({ plan, picture, records: [record()] });
    const page = runReportHtml(reportData({ picture, next }));
    expect(page).toContain('What to do next');
    expect(page).toContain(
      '<pre>npx understudy start failover --region us-west-2 --because &quot;again, after overdue at ShiftTraffic&quot;</pre>',
    );
    const planned = { ...pictureWith(events), verb: 'switchover' } as const;
    expect(nextIn({ plan, picture: planned, records: [] })).toEqual([]);
    expect(runReportHtml(reportData())).not.toContain('What to do next');
  });

  it.each(['Serving', 'ServingDegraded'])(
    'says after a takeover that ended %s what a failback waits for',
    (outcome) => {
      const picture = { ...pictureWith(events), outcome };
      const next = nextIn({ plan, picture, records: [record()] });
      expect(next).toContain('  npx understudy status');
      expect(next.at(-1)).toBe('  npx understudy acknowledge-divergence --region us-east-1 --because "…"');
      expect(runReportHtml(reportData({ picture, next }))).toContain('us-east-1 may hold rows that nobody else has');
      expect(nextIn({ plan: { ...plan, databases: [] }, picture, records: [record()] }).join()).not.toContain('rows');
      expect(nextIn({ plan, picture: { ...picture, outcome: 'Joined' }, records: [] })).toEqual([]);
    },
  );

  it('tells a broken chain of evidence', () => {
    const altered = { ...record(), because: 'altered' };
    expect(runReportHtml(reportData({ evidence: { records: [altered] } }))).toContain('record 1 was altered');
    expect(runReportHtml(reportData())).not.toContain('was altered');
  });
});

const STEPS = reportData().layout.steps.map(({ name }) => name);

describe('the headline', () => {
  it.each([
    ['Serving', `us-west-2 took over in ${2 * (STEPS.indexOf('VerifyTraffic') + 1)}.0 s`],
    ['Refused', 'The failover to us-west-2 was refused, and nothing was changed'],
    ['HandedToOperator', 'The failover to us-west-2 stopped and needs a person'],
    ['ABORTED', 'The failover in us-west-2 ended ABORTED'],
  ])('of %s says what it means', (outcome, sentence) => {
    expect(headlineOf({ picture: { ...pictureWith(events), outcome } })).toBe(sentence);
  });

  it('says that a run goes on', () => {
    expect(headlineOf({ picture: pictureWith(events.slice(0, 4)) })).toBe('The failover in us-west-2 goes on');
  });

  it('is followed by what customers felt and what became of their orders', () => {
    expect(ledeOf(reportData())).toEqual([
      'Customers went without an answer for 27.4 s.',
      '2 of 230 acknowledged orders are lost.',
    ]);
    const { felt } = reportData();
    const again = felt?.spans.map((span, index) => (index > 44 ? { ...span, ok: 0, failed: 10 } : span)) ?? [];
    expect(ledeOf(reportData({ felt: felt && { ...felt, spans: again } }))[0]).toBe(
      'Customers went without an answer for 27.4 s; after that 50 of 180 orders failed.',
    );
    expect(ledeOf(reportData({ felt: felt && { ...felt, spans: again, outageSeconds: undefined } }))[0]).toBe(
      '320 of 500 orders failed, and no answer had come when counting ended.',
    );
    const orders = { placed: 9, acknowledged: 9, lost: 0 };
    expect(ledeOf(reportData({ orders, felt: undefined }))).toEqual(['All 9 acknowledged orders are kept.']);
  });
});

test.each([
  [0, '0.0 s'],
  [59.94, '59.9 s'],
  [59.95, '1 min'],
  [3599.4, '59 min 59 s'],
  [3600, '1 h'],
  [3840, '1 h 4 min'],
])('%d seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test.each([
  [-5, '−0:05'],
  [0, '0:00'],
  [130, '2:10'],
])('an axis marks %d seconds as %s', (seconds, words) => {
  expect(clock(seconds)).toBe(words);
});
