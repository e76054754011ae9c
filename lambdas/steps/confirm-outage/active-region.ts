import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Writer } from '../../edge/writers';
import type { confirmOutage } from './step';

type Input = InputOf<typeof confirmOutage>;

/** What the writers say about which Region is active. */
export type Active =
  /** This other Region: it may be the lost one. */
  | { readonly region: string; readonly because: string }
  /** Every writer is here already: where users are decides. */
  | { readonly promoted: true }
  | { readonly waiting: string }
  | { readonly refusal: string };

/**
 * The one other Region that holds writers; those that are here already need no move. A plan without databases leaves
 * the highest ranked Region other than here.
 */
export function activeRegion(writers: readonly Writer[], { plan, region: here }: Input): Active {
  const homeless = writers.filter(({ region }) => region === undefined).map(({ globalCluster }) => globalCluster);
  if (homeless.length > 0) return { waiting: `no member of ${listed(homeless)} is the writer now` };
  if (writers.length === 0) return withoutDatabases(plan.regions, here);
  const elsewhere = writers.flatMap(({ region }) => (region === undefined || region === here ? [] : [region]));
  const [region, another] = new Set(elsewhere);
  if (region === undefined) return { promoted: true };
  if (another !== undefined) {
    const places = writers.map(({ globalCluster, region }) => `${globalCluster} in ${region}`);
    return {
      refusal:
        `the writers are in more than one Region besides ${here}: ${listed(places)}; ` +
        'bring them into one Region before a failover',
    };
  }
  const arrived = writers.filter((writer) => writer.region === here).map(({ globalCluster }) => globalCluster);
  const but = arrived.length > 0 ? `, but that of ${listed(arrived)} is in ${here} already` : '';
  return { region, because: `the writers are in ${region}${but}` };
}

function withoutDatabases(regions: readonly string[], here: string): Active {
  const region = regions.find((other) => other !== here);
  return region === undefined
    ? { refusal: `the plan names no Region besides ${here}; nothing can be lost` }
    : {
        region,
        because:
          `the plan names no database, so the active Region is taken to be ${region}, ` +
          `the highest ranked besides ${here}`,
      };
}
