import type { Seen } from '../seen';
import { type Action, done, regionsOf, seenIn, THE_WORLD } from './action';

/** What goes wrong in a world. */
export const breaking: readonly Action[] = [
  {
    id: 'lose-region',
    group: 'break',
    targets: regionsOf,
    label: (region) => `Lose ${region}`,
    sentence: (region, seen) =>
      isActive(seen, region)
        ? `Kills its database and tasks and cuts it off. Expect an alarm in the standby, then ${followsIn(seen)}.`
        : 'Kills what stands there and cuts it off. Users feel nothing; the active Region has no standby any more.',
    refuse: (seen, region) => {
      if (seenIn(seen, region)?.isLost) return `${region} is lost already`;
      const left = seen.regions.filter(({ isLost }) => !isLost);
      return left.length < 2 ? `${region} is the last Region that can be reached` : undefined;
    },
    async perform({ play }, region) {
      await play.stage.loseRegion(region);
      return done(`${region} is lost`);
    },
  },
  {
    id: 'cut-link',
    group: 'break',
    targets: regionsOf,
    label: (region) => `Cut the database line to ${region}`,
    sentence: (_, { plan }) =>
      'Rows no longer reach it and its lag grows. A takeover asks a person first once that is above ' +
      `${plan.databases[0]?.dataLossSecondsMax ?? 0} s.`,
    refuse: (seen, region) => {
      const { isLost, isLinkCut } = seenIn(seen, region) ?? {};
      if (isLinkCut) return 'the line is cut already';
      if (isActive(seen, region)) return `${region} holds the writer: rows start here`;
      return isLost ? `${region} is lost: nothing reaches it anyway` : undefined;
    },
    async perform({ mischief }, region) {
      mischief.cutLink(region);
      return done(`no row reaches ${region} any more`);
    },
  },
  {
    id: 'sicken',
    group: 'break',
    targets: regionsOf,
    label: (region) => `Make ${region} unhealthy`,
    sentence: (region, seen) =>
      isActive(seen, region)
        ? 'Every task dies and so does each that replaces it; the database lives. Expect the watch to call it down.'
        : 'Tasks die as soon as they start here. Expect canaries to fail, so that a takeover moves no traffic.',
    refuse: (seen, region) => {
      const { isLost, isSick } = seenIn(seen, region) ?? {};
      return isSick ? `${region} is unhealthy already` : isLost ? `${region} is lost: its tasks are dead` : undefined;
    },
    async perform({ mischief }, region) {
      mischief.sicken(region);
      return done(`the tasks in ${region} die`);
    },
  },
  {
    id: 'lose-route53',
    group: 'break',
    targets: () => THE_WORLD,
    label: () => 'Lose the Route 53 API',
    sentence: () =>
      'No record can be changed; names are answered as before. Expect a takeover to work, and to settle later.',
    refuse: ({ isRoute53Down }) => (isRoute53Down ? 'it is down already' : undefined),
    async perform({ mischief }) {
      mischief.loseRoute53(true);
      return done('the control plane of Route 53 is down');
    },
  },
];

const followsIn = ({ regions }: Seen): string =>
  regions.some(({ automation }) => automation.state === 'off')
    ? 'nothing: automatic runs are off'
    : 'a takeover by itself';

const isActive = ({ databases }: Seen, region: string): boolean => databases.some(({ writer }) => writer === region);
