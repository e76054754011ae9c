import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { systemClock } from '../../lambdas/edge/clock';
import { perRegion } from '../../lambdas/edge/per-region';
import { writersOf } from '../../lambdas/edge/writers';
import type { Plan } from '../domain/plan';
import { partitionOf } from '../domain/region';
import { listed } from '../domain/text';
import { checkMetricsRegion } from '../domain/traffic';
import { isAttended, saysYes } from './ask';
import type { Session } from './aws/session';
import { openSession } from './aws/signed-session';
import { JSON_FLAG, WORLD_FLAG } from './flags';
import { planInUse, regionOf, worldOf } from './plan-in-use';
import { printAside, printJson, printLines } from './print';
import { tellAccount } from './tell-account';
import { attachTraffic } from './traffic-attach';
import { defineCommand, type Holder, UsageError } from './usage';

/** `understudy traffic attach` */
const attach = defineCommand({
  name: 'attach',
  purpose: "Attaches the public names to the Regions' signals: shows the difference, asks, and swaps the records.",
  flags: {
    active: { value: '<region>', help: 'sends users there; without it, to the Region that claims them' },
    yes: { help: 'swaps the records without asking' },
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [
    'understudy traffic attach   # shows the difference, and asks',
    'understudy traffic attach --active us-east-1 --yes',
  ],
  exitCodes: { 0: 'the records are attached', 1: 'they are not' },
  async run({ values }) {
    const plan = planInUse();
    if (plan.traffic.strategy !== 'health-signal') {
      throw new UsageError(`strategy ${plan.traffic.strategy} has nothing to attach; health-signal has`);
    }
    const active = values.active === undefined ? undefined : regionOf(plan, values.active, '--active');
    const session = openSession(worldOf(values.world));
    const account = await tellAccount(session, { plan, regions: plan.regions });
    const said: string[] = [];
    const tell = (line: string) => {
      said.push(line);
      (values.json ? printAside : printLines)([line]);
    };
    const problem = active && (await writerProblem(session, plan, active));
    if (problem) tell(problem);
    const ask = values.yes ? async () => true : askPerson;
    const tools = { clients: clientsOf(session, plan), ask, tell, clock: systemClock };
    const attached = !problem && (await attachTraffic({ ...tools, plan, active }));
    if (values.json) printJson({ account, attached, said }, 2);
    return attached ? 0 : 1;
  },
});

/** `understudy traffic attach` */
export const traffic: Holder = {
  name: 'traffic',
  group: 'Prepare',
  purpose: "Attaches the public names to the Regions' signals.",
  examples: ['understudy traffic attach'],
  holds: { attach: async () => attach },
};

/** Why users must not be sent to this Region by hand: a writer is known to be elsewhere. */
async function writerProblem(session: Session, plan: Plan, active: string): Promise<string | undefined> {
  const writers = await writersOf(new RDSClient(session.settings(active)), plan);
  const elsewhere = writers.filter(({ region }) => region !== active);
  if (elsewhere.length === 0) return undefined;
  const places = elsewhere.map(({ globalCluster, region }) => `${globalCluster} in ${region ?? 'no Region'}`);
  return `users can be sent only to the Region of the writer: that of ${listed(places)}, not in ${active}`;
}

function clientsOf(session: Session, plan: Plan) {
  const cloudwatchIn = perRegion((region) => new CloudWatchClient(session.settings(region)));
  const partition = partitionOf(plan.regions[0] ?? '');
  return {
    dynamoIn: perRegion((region) => new DynamoDBClient(session.settings(region))),
    cloudwatchIn,
    checkMetrics: cloudwatchIn(checkMetricsRegion(partition)),
    route53: new Route53Client(session.settings(checkMetricsRegion(partition))),
  };
}

/** @throws UsageError where nobody can be asked */
async function askPerson(question: string): Promise<boolean> {
  if (!isAttended()) throw new UsageError('there is no terminal to ask at: repeat the command with --yes');
  return saysYes(question);
}
