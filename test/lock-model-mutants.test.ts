/** Each way in which the lock protocol could be weaker, and the world in which the model catches it. */
import { judgeOthers, judgeOwnItem, type OthersSeen, type OwnVerdict, type RegionSeen } from '../lib/domain/admission';
import { judgePlanned } from '../lib/domain/admission-planned';
import { acquire, type Claimant, intend, isQuiet, type Lock, release } from '../lib/domain/lock';
import { explore } from './lock-model/explore';
import { SETTINGS } from './lock-model/settings';
import { at, type Protocol, QUIET } from './lock-model/world';

type Found = 'violation' | 'stuck' | 'idle';

/** What stands in the other Regions, with some states taken for others. */
const othersAs = (seen: OthersSeen, change: (lock: Lock) => Lock): OthersSeen => ({
  ...seen,
  others: seen.others.map((other) =>
    other.outcome === 'read' ? { ...other, lock: other.lock && change(other.lock) } : other,
  ),
});
const isIntendedElsewhere = ({ others }: OthersSeen): boolean =>
  others.some((other) => other.outcome === 'read' && other.lock?.state === 'intent');

/** A free lock that nobody remembers to have had. */
const forgotten = (lock: Lock | undefined): Lock | undefined =>
  lock?.state === 'free' ? { ...lock, owner: 'nobody', since: at(0) } : lock;
const lately = (claimant: Claimant): Claimant => ({ ...claimant, startedAt: at(QUIET) });
/** One forged write to what a dead run has left, whose last call has ended. */
const forged = (lock: Lock, now: string): Lock =>
  now === at(QUIET) ? { ...lock, quietAt: '9999-12-31T23:59:59.999Z' } : lock;
const asFree = (lock: Lock | undefined): Lock | undefined => lock && { ...lock, state: 'free', owner: 'nobody' };
const justHere = (items: readonly RegionSeen[], here: string) => items.filter(({ region }) => region === here);
const isDrill = (lock: Lock | undefined): lock is Lock => lock?.state === 'held' && lock.verb === 'drill';

const isOfAnother = (item: RegionSeen, { owner }: Claimant): boolean =>
  item.outcome === 'read' && item.lock !== undefined && item.lock.state !== 'free' && item.lock.owner !== owner;
const keepsLeft = (verdict: OwnVerdict): OwnVerdict =>
  verdict.kind === 'left' ? { kind: 'taken', lock: verdict.lock, ended: undefined } : verdict;

const MUTANTS: readonly (readonly [string, keyof typeof SETTINGS, Found, Partial<Protocol>])[] = [
  [
    'writes no intent',
    'twoRegions',
    'violation',
    {
      intend: (lock, claimant) => {
        const taken = intend(lock, claimant);
        return taken && { ...taken, state: 'held' };
      },
    },
  ],
  // F-23
  ['reads eventually consistent', 'twoRegions', 'violation', { readsStale: true }],
  ['reads the other Regions before it writes its intent', 'twoRegions', 'violation', { asksBeforeIntent: true }],
  [
    'goes on beside the intent of another Region',
    'race',
    'violation',
    {
      judgeOthers: (seen) =>
        judgeOthers(othersAs(seen, (lock) => (lock.state === 'intent' ? { ...lock, state: 'free' } : lock))),
    },
  ],
  [
    'yields to any intent',
    'race',
    'idle',
    { judgeOthers: (seen) => (isIntendedElsewhere(seen) ? { kind: 'yield', because: '' } : judgeOthers(seen)) },
  ],
  [
    'waits for any intent',
    'race',
    'stuck',
    { judgeOthers: (seen) => (isIntendedElsewhere(seen) ? { kind: 'wait', because: '' } : judgeOthers(seen)) },
  ],
  [
    'needs no majority of three',
    'threeApart',
    'violation',
    { judgeOthers: (seen) => judgeOthers({ ...seen, withoutMajority: true }) },
  ],
  [
    'takes an epoch without regard to the other Regions',
    'race',
    'violation',
    {
      judgeOthers: (seen) => {
        const verdict = judgeOthers(seen);
        return verdict.kind === 'confirm' ? { ...verdict, highestSeen: 0 } : verdict;
      },
    },
  ],
  [
    'takes an epoch without regard to the TXT record',
    'afterSettling',
    'violation',
    { judgeOthers: (seen) => judgeOthers({ ...seen, epochsKnown: [] }) },
  ],
  // F-27
  [
    'closes a run whatever was written since it was observed',
    'oneRegion',
    'violation',
    { close: (lock, observed, lastRun) => release(lock, observed.owner, observed.epoch, lastRun) },
  ],
  // F-25
  ['closes a run before it is quiet', 'oneRegion', 'violation', { isQuiet: () => true }],
  [
    'waits for a moment that somebody forged',
    'oneRegion',
    'stuck',
    { isQuiet: (lock, now) => Date.parse(now) >= Date.parse(forged(lock, now).quietAt) },
  ],
  [
    'never closes a run that died in its intent',
    'twoRegions',
    'stuck',
    { isQuiet: (lock, now) => lock.state === 'held' && isQuiet(lock, now) },
  ],
  [
    'lets a closed run take the lock again',
    'oneRegion',
    'violation',
    {
      intend: (lock, claimant) => intend(forgotten(lock), lately(claimant)),
      judgeOwnItem: (item, claimant) => judgeOwnItem({ ...item, lock: forgotten(item.lock) }, lately(claimant)),
    },
  ],
  [
    'lets a closed run take the lock from a settle',
    'besideSettle',
    'violation',
    {
      intend: (lock, claimant) => intend(lock, lock?.verb === 'settle' ? lately(claimant) : claimant),
      judgeOwnItem: (item, claimant) => judgeOwnItem(item, item.lock?.verb === 'settle' ? lately(claimant) : claimant),
    },
  ],
  [
    'lets a settle keep a failover out',
    'besideSettle',
    'violation',
    {
      judgeOwnItem: (item, claimant) => {
        const { lock } = item;
        const isKeptOut = lock?.state === 'held' && lock.verb === 'settle' && lock.owner !== claimant.owner;
        return isKeptOut ? { kind: 'taken', lock, ended: undefined } : judgeOwnItem(item, claimant);
      },
    },
  ],
  [
    'gives a settle an epoch of its own',
    'besideSettle',
    'violation',
    {
      acquire: (lock, claimant) => {
        const taken = acquire(lock, claimant);
        return taken && { ...taken, epoch: taken.epoch + 100 };
      },
    },
  ],
  ['lets a settle change what has changed', 'besideSettle', 'violation', { settleCompares: false }],
  ['promotes wherever the writer is', 'threeWhileLinksMove', 'violation', { checksWriter: false }],
  ['writes without comparing the version it read', 'oneRegion', 'violation', { comparesVersion: false }],
  [
    'takes a held lock over',
    'oneRegion',
    'violation',
    {
      intend: (lock, claimant) => intend(asFree(lock), lately(claimant)),
      judgeOwnItem: (item, claimant) =>
        item.lock?.owner === claimant.owner ? judgeOwnItem(item, claimant) : { kind: 'take' },
    },
  ],
  [
    'changes the world without a guard',
    'oneRegion',
    'violation',
    { guard: (lock) => lock && { ...lock, version: lock.version + 1 } },
  ],
  [
    'holds for a planned verb only the item of its own Region',
    'plannedBesideDrill',
    'violation',
    { judgePlanned: (seen, claimant) => judgePlanned({ ...seen, items: justHere(seen.items, seen.here) }, claimant) },
  ],
  [
    'lets a drill keep a failover out',
    'besideDrills',
    'violation',
    {
      judgeOwnItem: (item, claimant) => {
        const { lock } = item;
        return isDrill(lock) && lock.owner !== claimant.owner
          ? { kind: 'taken', lock, ended: undefined }
          : judgeOwnItem(item, claimant);
      },
    },
  ],
  [
    'lets a drill take the lock from a settle',
    'drillAndSettle',
    'violation',
    {
      acquire: (lock, claimant) => acquire(claimant.verb === 'drill' ? asFree(lock) : lock, lately(claimant)),
      judgeOwnItem: (item, claimant) =>
        claimant.verb === 'drill' && item.lock?.verb === 'settle' ? { kind: 'take' } : judgeOwnItem(item, claimant),
    },
  ],
  [
    'gives a drill no epoch of its own',
    'besideDrills',
    'violation',
    {
      acquire: (lock, claimant) => {
        const taken = acquire(lock, claimant);
        return taken && { ...taken, epoch: lock?.epoch ?? 0 };
      },
    },
  ],
  [
    'takes what a planned run of a Region holds that is heard',
    'planned',
    'violation',
    {
      judgeOwnItem: (item, claimant) =>
        item.home?.outcome === 'read' ? { kind: 'take', unheard: '' } : judgeOwnItem(item, claimant),
    },
  ],
  [
    'goes on beside a planned run of another Region',
    'plannedThenLost',
    'violation',
    {
      judgeOthers: (seen) =>
        judgeOthers(othersAs(seen, (lock) => (lock.verb === 'switchover' ? { ...lock, state: 'free' } : lock))),
    },
  ],
  [
    'never frees what a planned run of another Region has left',
    'plannedThenLost',
    'stuck',
    { freesForeign: false, judgeOwnItem: (item, claimant) => keepsLeft(judgeOwnItem(item, claimant)) },
  ],
  [
    'frees what a planned run holds without asking its Region',
    'plannedBesideDrill',
    'violation',
    {
      judgeOwnItem: ({ home, ...item }, claimant) => {
        const unasked = home && { ...home, outcome: 'read' as const, lock: undefined };
        return judgeOwnItem({ ...item, home: unasked }, claimant);
      },
    },
  ],
  [
    'lets a planned run go on beside an item that another run has',
    'planned',
    'violation',
    {
      judgePlanned: (seen, claimant) =>
        judgePlanned({ ...seen, items: seen.items.filter((item) => !isOfAnother(item, claimant)) }, claimant),
    },
  ],
  [
    'confirms a planned run under an epoch that ignores the other Regions',
    'planned',
    'violation',
    {
      judgePlanned: (seen, claimant) => {
        const verdict = judgePlanned(seen, claimant);
        return verdict.kind === 'confirm' ? { ...verdict, highestSeen: 1 } : verdict;
      },
    },
  ],
];

test.each(MUTANTS)('the model catches a protocol that %s', (_, setting, found, weaker) => {
  const explored = explore(SETTINGS[setting], weaker);
  expect(found === 'violation' ? explored.violation !== '' : explored[found] !== undefined).toBe(true);
});

test('the model finds nothing where somebody has forged the moment of quiet of a dead run', () => {
  const explored = explore(SETTINGS.oneRegion, { isQuiet: (lock, now) => isQuiet(forged(lock, now), now) });
  expect(explored).toMatchObject({ violation: '', stuck: undefined });
});
