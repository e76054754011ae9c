import { type Automation, heldBack, heldBackElsewhere } from './automation';
import { type LastRun, type Lock, lastOf } from './lock';

const plan = { cooldownSeconds: 3600, watch: { confirmWithinSeconds: 120 } } as Parameters<typeof heldBack>[0]['plan'];
const NOW = '2026-11-21T12:00:00.000Z';

const endedAgo = (seconds: number, changed: boolean, id = 'the last run'): LastRun => ({
  id,
  endedAt: new Date(Date.parse(NOW) - seconds * 1000).toISOString(),
  changed,
});
/** The lock after these runs, oldest first. */
const after = (...runs: LastRun[]): Lock => ({
  owner: 'the last run',
  verb: 'failover',
  state: 'free',
  epoch: 101,
  version: 3,
  since: NOW,
  quietAt: NOW,
  ...Object.assign({}, ...runs.map(lastOf)),
});
const said = (changes: Partial<Automation> = {}): Automation => ({
  state: 'on',
  by: 'anna',
  because: 'maintenance',
  at: NOW,
  version: 1,
  ...changes,
});
const acknowledged = (id: string) => said({ acknowledgedRun: id });
const change = (seconds: number) => endedAgo(seconds, true, 'the change');

test.each<[string, Lock | undefined, Automation | undefined, string | undefined]>([
  ['nothing holds the first run back', undefined, undefined, undefined],
  ['the off switch holds every automatic run back', undefined, said({ state: 'off' }), 'switched off since'],
  ['a run that changed something does so within the cooldown', after(change(3599)), undefined, 'acknowledge it'],
  ['and no longer at its end', after(change(3600)), undefined, undefined],
  ['and not once it was acknowledged', after(change(1)), acknowledged('the change'), undefined],
  ['but it does when another one was acknowledged', after(change(1)), acknowledged('x'), 'the change ended 1 s ago'],
  [
    'the off switch counts beside an acknowledgement',
    after(change(1)),
    said({ state: 'off', acknowledgedRun: 'the change' }),
    'anna',
  ],
  ['a run that changed nothing does so while an outage is confirmed', after(endedAgo(119, false)), undefined, '120 s'],
  ['and no longer after that', after(endedAgo(120, false)), undefined, undefined],
  [
    'a switchover that moved nobody does not',
    { ...after(endedAgo(1, false)), verb: 'switchover' },
    undefined,
    undefined,
  ],
  [
    'a failover that changed nothing does after the lock was kept by a switchover',
    { ...after(endedAgo(1, false)), verb: 'switchover', owner: 'another run' },
    undefined,
    'changed nothing',
  ],
  [
    'a switchover that moved users does so within the cooldown',
    { ...after(endedAgo(1, true)), verb: 'switchover' },
    undefined,
    'acknowledge it',
  ],
  [
    'a change holds the next run back although a later one changed nothing',
    after(change(3599), endedAgo(600, false)),
    undefined,
    'the change ended 3599 s ago and changed something',
  ],
  [
    'a run that changed nothing does so after a change that was acknowledged',
    after(change(600), endedAgo(119, false)),
    acknowledged('the change'),
    'the last run ended 119 s ago and changed nothing',
  ],
  [
    'and not once its own pause is over too',
    after(change(600), endedAgo(120, false)),
    acknowledged('the change'),
    undefined,
  ],
])('%s', (_, lock, automation, because) => {
  const held = heldBack({ plan, lock, automation, now: NOW });
  if (because === undefined) expect(held).toBeUndefined();
  else expect(held).toContain(because);
});

const THERE = 'us-west-2';

test.each<[string, Lock | undefined, Automation | undefined, string | undefined]>([
  ['nothing holds a run back while no run was there', undefined, undefined, undefined],
  ['a change there holds a run back here', after(change(3599)), undefined, `in ${THERE}, the change ended 3599 s ago`],
  ['and no longer at the end of the cooldown', after(change(3600)), undefined, undefined],
  ['and not once it was acknowledged there', after(change(1)), acknowledged('the change'), undefined],
  ['but it does when another one was acknowledged there', after(change(1)), acknowledged('x'), 'acknowledge it'],
  ['a run there that changed nothing holds none back', after(endedAgo(1, false)), undefined, undefined],
  ['the off switch is for its own Region only', undefined, said({ state: 'off' }), undefined],
])('%s: of another Region', (_, lock, automation, because) => {
  const quiet = { region: 'eu-central-1', lock: undefined, automation: undefined };
  const held = heldBackElsewhere({ plan, now: NOW, elsewhere: [quiet, { region: THERE, lock, automation }] });
  if (because === undefined) expect(held).toBeUndefined();
  else expect(held).toContain(because);
});
