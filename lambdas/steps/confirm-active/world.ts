import { namesOf } from '../../../lib/domain/names';
import { type KnownClaim, settlementName } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { publicNames } from '../../../lib/domain/traffic';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import { divergenceTable } from '../../edge/divergence-table';
import type { ZoneDns } from '../../edge/dns';
import { fenceTable } from '../../edge/fence-table';
import { seenPresences } from '../../edge/presences';
import { probeRegion } from '../../edge/probe-region';
import { reading } from '../../edge/reading';
import { servedFrom } from '../../edge/served';
import type { Web } from '../../edge/web';
import { writersOf } from '../../edge/writers';
import { activeRegion } from './active-region';
import type { Seen } from './decide';
import type { confirmActive } from './step';
import { isReplacing, mustAnswer, mustBeSettled } from './wanted';

type Input = InputOf<typeof confirmActive>;

/** What is looked with. */
export interface Looks {
  readonly rds: Sends;
  /** DynamoDB of a Region. */
  readonly dynamoIn: (region: string) => Sends;
  readonly web: Web;
  readonly dns: ZoneDns;
  readonly clock: Clock;
}

/**
 * All that says whether another Region is active, and in order. Nothing is ever changed. First reads side by side
 * (12 s, and 14 s for DNS), then the probes (7 s): a look stays below the step's 30 s.
 */
export const world = (looks: Looks) => ({
  async look(input: Input): Promise<Seen> {
    const { plan, region: here } = input;
    const dynamo = looks.dynamoIn(here);
    const [writers, served, claims, texts, presences, divergence, fence] = await Promise.all([
      reading('rds:DescribeGlobalClusters', writersOf(looks.rds, plan)),
      plan.databases.length > 0
        ? undefined
        : reading('dynamodb:GetItem of the claim', servedFrom({ dynamo, dns: looks.dns }, input)),
      claimsOf(looks, input),
      mustBeSettled(input) ? looks.dns.texts(publicNames(plan).map(settlementName)) : [],
      isReplacing(input) ? seenPresences(looks.dynamoIn, input) : [],
      isReplacing(input)
        ? reading('dynamodb:GetItem of the divergence', divergenceTable(dynamo, placeOf(input, here)).read())
        : undefined,
      isReplacing(input)
        ? undefined
        : reading('dynamodb:GetItem of the fence', fenceTable(dynamo, placeOf(input, here)).read()),
    ]);
    const active = activeRegion({ writers, served, claims }, input);
    const isProbed = 'region' in active && mustAnswer(input);
    const probes = isProbed ? await probeRegion(looks, { plan, region: active.region }) : [];
    return { writers, served, claims, probes, texts, presences, divergence, fence };
  },
  perform: async () => {},
});

const placeOf = ({ plan }: Input, region: string) => ({ plan: plan.name, names: namesOf(plan, region) });

const claimsOf = ({ dynamoIn }: Looks, input: Input): Promise<KnownClaim[]> =>
  Promise.all(
    input.plan.regions.map(async (region) => {
      const claim = await reading(
        `dynamodb:GetItem of the claim in ${region}`,
        claimTable(dynamoIn(region), placeOf(input, region)).read(),
      );
      return claim.outcome === 'read'
        ? { region, epoch: claim.value?.epoch ?? 0, runId: claim.value?.runId }
        : { region, epoch: undefined };
    }),
  );
