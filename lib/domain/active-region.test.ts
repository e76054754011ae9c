import { HERE, LOST, plan } from '../../test/fixtures';
import { activeWithoutDatabases, writerPlaces, writersSentence } from './active-region';
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

describe('Without databases the active Region is, once the others were asked,', () => {
  test.each<[string, string, number, number | undefined, string]>([
    ['the other Region that claims, where no record says so', LOST, 0, 101, HERE],
    ['this Region with the higher claim', LOST, 200, 101, LOST],
    ['home while nobody claims', HERE, 0, 0, LOST],
    ['home while the other claim cannot be read', HERE, 0, undefined, LOST],
  ])('%s', (_, region, claimed, epoch, expected) => {
    const others = [{ region: region === HERE ? LOST : HERE, epoch }];
    expect(activeWithoutDatabases({ claimed, settlement: undefined, others }, { plan, region }).region).toBe(expected);
  });
});

describe('Writers', () => {
  const writers = [
    { globalCluster: 'orders', region: HERE },
    { globalCluster: 'stock', region: LOST },
    { globalCluster: 'ledger', region: LOST },
    { globalCluster: 'audit', region: undefined },
  ];

  test('are sorted by where they are, each other Region once', () => {
    expect(writerPlaces(writers, HERE)).toEqual({ homeless: ['audit'], here: ['orders'], elsewhere: [LOST] });
    expect(writerPlaces([], HERE)).toEqual({ homeless: [], here: [], elsewhere: [] });
  });

  test('are named with their Regions, also those that have none', () => {
    expect(writersSentence(writers.slice(2))).toBe('ledger in us-east-1 and audit in no Region');
  });
});
