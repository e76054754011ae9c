import {
  type DriftContext,
  judgeReleases,
  newestOf,
  type SeenCurrent,
  type SeenDeployed,
  type SeenDrift,
} from '../../../lib/domain/drift';
import { namesOf } from '../../../lib/domain/names';
import type { Sends } from '../clients';
import type { Log } from '../log';
import { type ActiveClients, activeRegion } from './active-region';
import { currentManifests } from './current-manifests';
import { deployedStacks } from './deployed';
import { guardedStacks, lastDetection } from './detections';

export interface DriftClients {
  readonly s3In: (region: string) => Sends;
  readonly cloudformationIn: (region: string) => Sends;
  readonly activeIn: (region: string) => ActiveClients;
  /** Told of what is there and cannot be read, where it is compared without. @default nobody is told */
  readonly say?: Log;
}

export interface DriftLook extends DriftContext {
  /** Regions that are asked which one is active, one after the other until one knows. */
  readonly asked: readonly string[];
  /** Regions whose control plane and pilot light are looked at. */
  readonly guarded: readonly string[];
}

/** Everything that is compared for drift. It changes nothing. */
export async function lookForDrift(clients: DriftClients, look: DriftLook): Promise<SeenDrift> {
  const { plan, guarded } = look;
  const [releases, active, resources] = await Promise.all([
    currentManifests(clients, plan),
    activeAsked(clients, look),
    Promise.all(guarded.flatMap((region) => lastDetections(clients, { ...look, region }))),
  ]);
  const stacks =
    'value' in active.active ? await stacksIn(clients, releases, { ...look, region: active.active.value }) : NONE;
  return { releases, deployed: { ...active, stacks }, resources };
}

type Active = Pick<SeenDeployed, 'askedIn' | 'active'>;
interface InRegion extends DriftContext {
  readonly region: string;
}

const NONE: SeenDeployed['stacks'] = { value: [] };

/** The first answer; when nobody knows, what the last one said. */
async function activeAsked({ activeIn }: DriftClients, { plan, asked }: DriftLook): Promise<Active> {
  let active: Active = { askedIn: asked[0] ?? '', active: { unknown: 'no Region was asked' } };
  for (const region of asked) {
    const place = { plan, region, names: namesOf(plan, region) };
    active = { askedIn: region, active: await activeRegion(activeIn(region), place) };
    if ('value' in active.active) break;
  }
  return active;
}

const lastDetections = ({ cloudformationIn }: DriftClients, { plan, region }: InRegion) =>
  guardedStacks({ names: namesOf(plan, region) }).map((stack) =>
    lastDetection(cloudformationIn(region), { stack, region }),
  );

async function stacksIn(
  { s3In, cloudformationIn, say }: DriftClients,
  releases: readonly SeenCurrent[],
  { plan, region, now }: InRegion,
): Promise<SeenDeployed['stacks']> {
  const { manifests } = judgeReleases(releases, { plan, now });
  const newest = newestOf([...manifests.values()]);
  if (!newest) return NONE;
  const own = manifests.get(region);
  return deployedStacks(
    { cloudformation: cloudformationIn(region), s3: s3In(region), say },
    { plan, region, newest, own: own?.release === newest.release ? own : undefined },
  );
}
