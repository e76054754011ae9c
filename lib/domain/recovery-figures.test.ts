import { document } from '../../test/fixtures';
import { recoveryFigures } from './recovery-figures';
import type { RunDocument } from './run';

const STARTED = '2026-11-21T12:00:00.000Z';
const at = (seconds: number) => new Date(Date.parse(STARTED) + seconds * 1000).toISOString();
const record = (from: number, to: number, output?: unknown, status = 'done') => ({
  ...{ status, looks: 1, because: 'b', firstLookAt: at(from), lookAgainSeconds: 0, output },
  said: [{ at: at(to), because: 'b' }],
});
const lags = (...all: object[]) => record(5, 8, { lags: all });
const of = (verb: RunDocument['run']['verb'], steps: object) =>
  recoveryFigures({ ...document, run: { ...document.run, verb, startedAt: STARTED }, ...steps });

test.each<[string, RunDocument['run']['verb'], object, object]>([
  [
    'a failover: from its start to what the last resolver said, and the largest lag',
    'failover',
    { checkReadiness: lags({ lagSeconds: 2 }, { lagSeconds: 7.5 }), verifyTraffic: record(300, 361) },
    { recoverySeconds: 361, dataLossSeconds: 7.5 },
  ],
  [
    'a database that was promoted before: nothing more is lost of it',
    'failover',
    { checkReadiness: lags({ promoted: true }, { lagSeconds: 3 }), verifyTraffic: record(30, 60) },
    { recoverySeconds: 60, dataLossSeconds: 3 },
  ],
  [
    'a lag that nobody knows: no figure, and never a zero',
    'failover',
    { checkReadiness: lags({ lagSeconds: 2 }, {}), verifyTraffic: record(30, 60) },
    { recoverySeconds: 60 },
  ],
  [
    'a plan without databases: no loss to tell',
    'failover',
    { checkReadiness: lags(), verifyTraffic: record(3, 6) },
    { recoverySeconds: 6 },
  ],
  [
    'a switchover: from the first look of the fence, and nothing lost',
    'switchover',
    { fenceRegion: record(200, 210), checkReadiness: lags({ lagSeconds: 2 }), verifyTraffic: record(250, 290) },
    { recoverySeconds: 90 },
  ],
  ['a switchover that fenced nothing', 'switchover', { verifyTraffic: record(250, 290) }, {}],
  ['a failover whose users were not moved', 'failover', { checkReadiness: lags({ lagSeconds: 2 }) }, {}],
  [
    'a failover that still waits for resolvers',
    'failover',
    { verifyTraffic: record(30, 60, undefined, 'pending') },
    {},
  ],
  ['a drill', 'drill', { verifyTraffic: record(30, 60) }, {}],
  ['a clock that went back', 'failover', { verifyTraffic: record(-20, -10) }, { recoverySeconds: 0 }],
])('tells of %s', (_, verb, steps, expected) => {
  expect(of(verb, steps)).toEqual(expected);
});
