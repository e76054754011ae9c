import { type Automation, heldBack } from './automation';
import type { Lock } from './lock';

const plan = { cooldownSeconds: 3600, watch: { confirmWithinSeconds: 120 } } as Parameters<typeof heldBack>[0]['plan'];
const NOW = '2026-11-21T12:00:00.000Z';

const endedAgo = (seconds: number, changed: boolean): Lock => ({
  owner: 'the last run',
  verb: 'failover',
  state: 'free',
  epoch: 101,
  version: 3,
  since: NOW,
  quietAt: NOW,
  lastRun: { id: 'the last run', endedAt: new Date(Date.parse(NOW) - seconds * 1000).toISOString(), changed },
});
const said = (changes: Partial<Automation> = {}): Automation => ({
  state: 'on',
  by: 'anna',
  because: 'maintenance',
  at: NOW,
  ...changes,
});

test.each<[string, Lock | undefined, Automation | undefined, string | undefined]>([
  ['nothing holds the first run back', undefined, undefined, undefined],
  ['the off switch holds every automatic run back', undefined, said({ state: 'off' }), 'switched off since'],
  ['a run that changed something does so within the cooldown', endedAgo(3599, true), undefined, 'acknowledge it'],
  ['and no longer at its end', endedAgo(3600, true), undefined, undefined],
  ['and not once it was acknowledged', endedAgo(1, true), said({ acknowledgedRun: 'the last run' }), undefined],
  ['but it does when another one was acknowledged', endedAgo(1, true), said({ acknowledgedRun: 'x' }), 'the last run'],
  [
    'the off switch counts beside an acknowledgement',
    endedAgo(1, true),
    said({ state: 'off', acknowledgedRun: 'the last run' }),
    'anna',
  ],
  ['a run that changed nothing does so while an outage is confirmed', endedAgo(119, false), undefined, 'for 120 s'],
  ['and no longer after that', endedAgo(120, false), undefined, undefined],
])('%s', (_, lock, automation, because) => {
  const held = heldBack({ plan, lock, automation, now: NOW });
  if (because === undefined) expect(held).toBeUndefined();
  else expect(held).toContain(because);
});
