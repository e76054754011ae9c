import { type Action, done, regionsOf, seenIn, THE_WORLD } from './action';

/** What becomes whole again. */
export const mending: readonly Action[] = [
  {
    id: 'return-region',
    group: 'mend',
    targets: regionsOf,
    label: (region) => `Bring ${region} back`,
    sentence: (region, { databases }) =>
      databases.some(({ writer }) => writer === region)
        ? 'It can be reached and its database starts again, with everything that it had acknowledged.'
        : 'It can be reached. Expect it to see the newer epoch, stand down by itself, and its database to be rebuilt.',
    refuse: (seen, region) => (seenIn(seen, region)?.isLost ? undefined : `${region} is not lost`),
    async perform({ play }, region) {
      await play.stage.regionReturns(region);
      return done(`${region} is back`);
    },
  },
  {
    id: 'heal-link',
    group: 'mend',
    targets: regionsOf,
    label: (region) => `Mend the database line to ${region}`,
    sentence: () => 'Rows flow again, and the lag falls to what it was within a second or two.',
    refuse: (seen, region) => (seenIn(seen, region)?.isLinkCut ? undefined : 'the line is whole'),
    async perform({ mischief }, region) {
      mischief.healLink(region);
      return done(`rows reach ${region} again`);
    },
  },
  {
    id: 'cure',
    group: 'mend',
    targets: regionsOf,
    label: (region) => `Make ${region} healthy`,
    sentence: () => 'Its tasks stay alive from now on; ECS starts those that are missing.',
    refuse: (seen, region) =>
      seenIn(seen, region)?.isSick ? undefined : `${region} is healthy as far as you broke it`,
    async perform({ mischief }, region) {
      mischief.cure(region);
      return done(`the tasks in ${region} live again`);
    },
  },
  {
    id: 'return-route53',
    group: 'mend',
    targets: () => THE_WORLD,
    label: () => 'Bring the Route 53 API back',
    sentence: () => 'Records can be changed again. Expect whatever is unsettled to settle by itself within a minute.',
    refuse: ({ isRoute53Down }) => (isRoute53Down ? undefined : 'it answers'),
    async perform({ mischief }) {
      mischief.loseRoute53(false);
      return done('the control plane of Route 53 is back');
    },
  },
];
