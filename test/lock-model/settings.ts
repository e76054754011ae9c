import type { Kind, Setting } from './world';

const runs = (...all: readonly (readonly [Kind, number])[]) => all.map(([kind, region]) => ({ kind, region }));
const UNDISTURBED = { changes: 1, abortsMax: 0, redrivesMax: 0 };

/** Small worlds; what can go wrong in a large one goes wrong in one of them. */
export const SETTINGS = {
  oneRegion: { regions: 1, runs: runs(['failover', 0], ['failover', 0]), changes: 2, abortsMax: 2, redrivesMax: 1 },
  besideSettle: {
    ...UNDISTURBED,
    regions: 1,
    runs: runs(['failover', 0], ['failover', 0], ['settle', 0]),
    abortsMax: 1,
  },
  twoRegions: { regions: 2, runs: runs(['failover', 0], ['failover', 1]), changes: 1, abortsMax: 1, redrivesMax: 1 },
  race: { ...UNDISTURBED, regions: 2, runs: runs(['failover', 0], ['failover', 1], ['failover', 1]) },
  linkThatFlaps: {
    ...UNDISTURBED,
    regions: 2,
    runs: runs(['failover', 0], ['failover', 1]),
    abortsMax: 1,
    flipsMax: 2,
    promotes: true,
    mayBeDeaf: true,
  },
  raceOfThree: {
    ...UNDISTURBED,
    regions: 3,
    runs: runs(['failover', 0], ['failover', 1], ['failover', 2]),
    promotes: true,
  },
  threeApart: {
    ...UNDISTURBED,
    regions: 3,
    runs: runs(['failover', 0], ['failover', 1], ['failover', 2]),
    cuts: [
      ['01', '02'],
      ['01', '12'],
      ['01', '02', '12'],
    ],
  },
  threeWhileLinksMove: {
    ...UNDISTURBED,
    regions: 3,
    runs: runs(['failover', 1], ['failover', 2]),
    flipsMax: 2,
    cuts: [[], ['01', '02']],
    promotes: true,
    mayBeDeaf: true,
  },
  besideDrills: {
    ...UNDISTURBED,
    regions: 1,
    runs: runs(['failover', 0], ['drill', 0]),
    abortsMax: 2,
    redrivesMax: 1,
  },
  drillAndSettle: {
    ...UNDISTURBED,
    regions: 1,
    runs: runs(['failover', 0], ['settle', 0], ['drill', 0]),
  },
  planned: {
    ...UNDISTURBED,
    regions: 2,
    runs: runs(['planned', 0], ['failover', 1]),
    abortsMax: 1,
  },
  plannedBesideDrill: {
    ...UNDISTURBED,
    regions: 2,
    runs: runs(['planned', 1], ['drill', 0]),
    abortsMax: 1,
  },
  plannedThenLost: {
    ...UNDISTURBED,
    regions: 2,
    runs: runs(['planned', 1], ['failover', 0]),
    flipsMax: 2,
    heals: true,
    mayBeDeaf: true,
    promotes: true,
  },
  plannedTwice: {
    ...UNDISTURBED,
    regions: 2,
    runs: runs(['planned', 0], ['planned', 1], ['failover', 1]),
  },
  plannedInThree: {
    ...UNDISTURBED,
    regions: 3,
    runs: runs(['planned', 1], ['failover', 0]),
    flipsMax: 1,
    heals: true,
    mayBeDeaf: true,
  },
  afterSettling: {
    ...UNDISTURBED,
    regions: 2,
    runs: runs(['failover', 1]),
    cuts: [['01']],
    mayBeDeaf: true,
    settledEpoch: 300,
  },
} satisfies Record<string, Setting>;
