import { regionProblem } from '../../domain/region';
import { REHEARSAL_PUBLIC_KEY } from '../../domain/release';
import { JSON_FLAG, WORLD_FLAG } from '../flags';
import { UsageError, type ValuesOf, wholeNumber } from '../usage';
import { READ_ACTIONS } from './clients';
import type { Wanted } from './discover';
import type { Facts } from './facts';
import { NONE } from './proposal';
import { words } from './questions';

/** Each says a field of the plan, so that nobody is asked for it. */
export const FLAGS = {
  'from-account': {
    help: `finds what it can in the account, with calls that only read: ${READ_ACTIONS.join(', ')}`,
  },
  regions: { value: '<home,standby>', help: 'Regions by rank, home first' },
  name: { value: '<name>', help: 'name of the application' },
  account: { value: '<id>', help: 'AWS account, which must be the one that is found' },
  'global-cluster': { value: '<ids>', help: 'global databases that move together, or none' },
  stacks: { value: '<names>', help: 'stacks that a release holds, or none' },
  'pilot-light': { value: '<stack>', help: 'stack in each Region whose outputs fill parameters, or none' },
  zone: { value: '<id>', help: 'hosted zone that holds the records' },
  record: { value: '<names>', help: 'public names that users call' },
  'per-region': { value: '<name>', help: "a Region's own name, which holds {region}" },
  'read-url': { value: '<url>', help: 'URL whose GET proves that a Region reads; holds {region}' },
  'write-url': { value: '<url>', help: 'URL whose POST stores a nonce, and whose GET returns it; holds {region}' },
  'public-key': { value: '<base64>', help: 'public half of the key of releases, as release key shows it' },
  'rehearsal-key': { help: "takes the rehearsal's key, which protects nothing: only for trying things out" },
  'data-loss-seconds': { value: '<n>', help: 'most lag at which a failover need not ask a person; 30 unless said' },
  automation: {
    value: '<what>',
    help: 'what a confirmed outage does by itself; prepare unless said',
    choices: ['notify', 'prepare', 'full'],
  },
  witness: { value: '<region>', help: 'Region outside the plan that watches as well' },
  out: { value: '<file>', help: 'file of the plan; plan.json unless said, and none with --json' },
  force: { help: 'replaces a plan that is there already' },
  json: JSON_FLAG,
  world: WORLD_FLAG,
} as const;

export type Values = ValuesOf<typeof FLAGS>;

const DATA_LOSS_SECONDS_MAX = 86_400;

/** What flags say of the plan by themselves. @throws UsageError */
export function givenBy(values: Values): Facts {
  const { name, account, automation, witness } = values;
  const seconds = values['data-loss-seconds'];
  if (values['rehearsal-key'] && values['public-key'] !== undefined) {
    throw new UsageError('--public-key and --rehearsal-key: say one of them');
  }
  return {
    ...{ name, account, automation, witness },
    regions: listIn(values.regions),
    readUrl: values['read-url'],
    writeUrl: values['write-url'],
    publicKey: values['rehearsal-key'] ? REHEARSAL_PUBLIC_KEY : values['public-key'],
    ...(seconds !== undefined && {
      dataLossSecondsMax: wholeNumber('--data-loss-seconds', seconds, { min: 0, max: DATA_LOSS_SECONDS_MAX }),
    }),
  };
}

/** The same of what would be looked for, where nobody looks: it is taken as it was given. */
export function lookedForBy(values: Values): Facts {
  const { zone, 'pilot-light': pilotLight, 'per-region': perRegion } = values;
  const [clusters, stacks, records] = [values['global-cluster'], values.stacks, values.record].map(listIn);
  return {
    hostedZoneId: zone,
    pilotLight: pilotLight === NONE ? '' : pilotLight,
    stacks: stacks?.join() === NONE ? [] : stacks,
    databases: clusters?.join() === NONE ? [] : undefined,
    ...(perRegion !== undefined && { records: records?.map((name) => ({ name, type: 'A', perRegion })) }),
  };
}

/** What flags say of what is looked for. @throws UsageError */
export const wantedBy = (values: Values, regions: readonly string[]): Wanted => ({
  regions: knownRegions(regions),
  globalClusters: listIn(values['global-cluster']),
  stacks: listIn(values.stacks),
  pilotLight: values['pilot-light'],
  zone: values.zone,
  records: listIn(values.record)?.map((name) => name.toLowerCase()),
  perRegion: values['per-region'],
});

const listIn = (written: string | undefined): string[] | undefined =>
  written === undefined ? undefined : words(written);

/** A client for a Region that does not exist would wait for a name that nobody answers. */
function knownRegions(regions: readonly string[]): readonly string[] {
  if (regions.length < 2) throw new UsageError('--regions takes two Regions or more, home first: us-east-1,us-west-2');
  for (const region of regions) {
    const problem = regionProblem(region);
    if (problem !== undefined) throw new UsageError(`--regions: ${problem}`);
  }
  return regions;
}
