import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { type Clock, isoAt, systemClock } from '../../../lambdas/edge/clock';
import { zoneDns } from '../../../lambdas/edge/dns';
import { guardedStacks } from '../../../lambdas/edge/drift/detections';
import { type DriftClients, lookForDrift } from '../../../lambdas/edge/drift/look';
import { perRegion } from '../../../lambdas/edge/per-region';
import { type JudgedDrift, judgeDrift, type SeenResources } from '../../domain/drift';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { Session } from '../aws/session';
import { openSession } from '../aws/signed-session';
import { JSON_FLAG, regionFlag, WORLD_FLAG } from '../flags';
import { planInUse, regionOf, worldOf } from '../plan-in-use';
import { printAside, printJson, printLines } from '../print';
import { defineCommand } from '../usage';
import { detectDrift } from './drift-detection';
import { driftLines, isInSync } from './drift-lines';
import { tellingFailure } from './failed';

/** `understudy release drift [--region <region>] [--json]` */
export const drift = defineCommand({
  name: 'drift',
  purpose: 'Compares what is staged, what runs and what stands in each Region with what was released.',
  flags: {
    region: regionFlag('looks at the pilot light and the control plane of that Region alone; without it, of every one'),
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: ['understudy release drift   # every Region', 'understudy release drift --region us-west-2 --json'],
  exitCodes: { 0: 'in sync', 1: 'drift, or unknown' },
  async run({ values }) {
    const clients = clientsOf(openSession(worldOf(values.world)));
    return tellingFailure(values, async () => {
      const plan = planInUse();
      const regions = values.region === undefined ? plan.regions : [regionOf(plan, values.region)];
      const tell = (line: string) => printAside([line]);
      const judged = await driftNow({ clients, clock: systemClock, tell }, { plan, regions });
      if (values.json) printJson({ plan: plan.name, ...judged }, 2);
      else printLines(driftLines(judged));
      return isInSync(judged.findings) ? 0 : 1;
    });
  },
});

export interface DriftTools {
  readonly clients: DriftClients;
  readonly clock: Clock;
  readonly tell: (line: string) => void;
}

/**
 * Compares everything as it is now, the resources of some Regions too: their detections are made first.
 *
 * @param of.regions Regions whose control plane and pilot light are looked at
 */
export async function driftNow(
  tools: DriftTools,
  { plan, regions }: { readonly plan: Plan; readonly regions: readonly string[] },
): Promise<JudgedDrift> {
  const stacks = regions.flatMap((region) =>
    guardedStacks({ names: namesOf(plan, region) }).map((stack) => ({ region, stack })),
  );
  const detected = await Promise.all(
    stacks.map(async ({ region, stack }) => {
      const tell = (line: string) => tools.tell(`${region}: ${line}`);
      const cloudformation = tools.clients.cloudformationIn(region);
      return { region, stack, notDetected: await detectDrift({ cloudformation, clock: tools.clock, tell }, stack) };
    }),
  );
  const now = isoAt(tools.clock.now());
  // The Regions that are looked at know best which one is active; any other may, when they are dark.
  const asked = [...new Set([...regions, ...plan.regions])];
  const seen = await lookForDrift(tools.clients, { plan, asked, guarded: regions, now });
  const resources = seen.resources.map((one): SeenResources => {
    const because = detected.find(({ region, stack }) => region === one.region && stack === one.stack)?.notDetected;
    return because === undefined ? one : { ...one, notDetected: because };
  });
  return judgeDrift({ ...seen, resources }, { plan, now });
}

function clientsOf(session: Session): DriftClients {
  const dns = zoneDns();
  return {
    s3In: perRegion((region) => new S3Client(session.settings(region))),
    cloudformationIn: perRegion((region) => new CloudFormationClient(session.settings(region))),
    activeIn: perRegion((region) => ({
      rds: new RDSClient(session.settings(region)),
      dynamo: new DynamoDBClient(session.settings(region)),
      dns,
    })),
  };
}
