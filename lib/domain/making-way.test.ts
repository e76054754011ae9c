import { HERE, NOW, RUN_ID } from '../../test/fixtures';
import type { Lock } from './lock';
import { MAKES_WAY_SECONDS_MAX, makesWayFor } from './making-way';
import type { Verb } from './verbs';

const ago = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
const lockOf = (changes: Partial<Lock>): Lock => ({
  ...{ owner: RUN_ID, verb: 'failover', state: 'held', epoch: 101, version: 3, since: ago(60), quietAt: ago(0) },
  ...changes,
});

describe('CloudFormation is left to a run that moves users', () => {
  it.each<[string, Partial<Lock>]>([
    ['a failover', {}],
    ['a switchover', { verb: 'switchover' }],
    ['one that asks the other Regions still', { state: 'intent' }],
    ['one that began this very moment', { since: ago(0) }],
    ['one whose clock is ahead', { since: ago(-60) }],
    ['a failover that takes long', { since: ago(MAKES_WAY_SECONDS_MAX.failover - 1) }],
    ['a switchover that takes long', { verb: 'switchover', since: ago(MAKES_WAY_SECONDS_MAX.switchover - 1) }],
  ])('%s', (_, changes) => {
    expect(makesWayFor(lockOf(changes), NOW)).toMatch(/^the (failover|switchover) arn:.* is under way since /);
  });

  it.each<[string, Partial<Lock>]>([
    ['one that gave the lock back', { state: 'free' }],
    ...(['drill', 'prewarm', 'settle', 'stand-down', 'retire'] as const).map((verb: Verb): [string, Partial<Lock>] => [
      `a ${verb}`,
      { verb },
    ]),
    ['a failover that is long over and has left its lock', { since: ago(MAKES_WAY_SECONDS_MAX.failover) }],
    ['a switchover of that kind', { verb: 'switchover', since: ago(MAKES_WAY_SECONDS_MAX.switchover) }],
    ['one that is to begin only later', { since: ago(-61) }],
    ['one of which nobody knows when it began', { since: 'yesterday' }],
  ])('and to no other: %s', (_, changes) => {
    expect(makesWayFor(lockOf(changes), NOW)).toBeUndefined();
  });

  it('and to nobody where no run ever had the lock', () => {
    expect(makesWayFor(undefined, NOW)).toBeUndefined();
  });

  it('in one line, whatever the item says', () => {
    const said = makesWayFor(lockOf({ owner: `arn:aws:states:${HERE}:run\nof nobody` }), NOW);
    expect(said).toBeDefined();
    expect(said).not.toContain('\n');
  });
});
