import { HERE, LOST, plan } from '../../test/fixtures';
import { activeWithoutDatabases } from './active-region';
import type { Settlement } from './settlement';

const settled = (active: string, epoch: number): Settlement => ({ epoch, serial: 1, active, attached: [LOST, HERE] });

describe('Without databases the active Region is', () => {
  test.each<[string, string, number, Settlement | undefined, string]>([
    ['home before anything was attached', HERE, 0, undefined, LOST],
    ['home, seen from home, before anything was attached', LOST, 0, undefined, LOST],
    ['home before any takeover', HERE, 0, settled(LOST, 0), LOST],
    ['here after a takeover that is not settled', HERE, 101, settled(LOST, 0), HERE],
    ['here after a takeover whose records are not known', HERE, 101, undefined, HERE],
    ['here after a takeover that is settled', HERE, 101, settled(HERE, 101), HERE],
    ['the other Region, seen from home, after it has settled', LOST, 0, settled(HERE, 101), HERE],
    ['home, seen from here, once it has returned and settled', HERE, 101, settled(LOST, 200), LOST],
    ['home, seen from home, once it has returned and not settled yet', LOST, 200, settled(HERE, 101), LOST],
    ['the Region of the records at the same epoch', HERE, 101, settled(LOST, 101), LOST],
    ['here one epoch above them', HERE, 102, settled(LOST, 101), HERE],
  ])('%s', (_, region, claimed, settlement, expected) => {
    expect(activeWithoutDatabases({ claimed, settlement }, { plan, region }).region).toBe(expected);
  });
});
