import { createInterface } from 'node:readline/promises';
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
import type { Session } from './aws/session';
import { openSession } from './aws/signed-session';
import { planInUse, regionOf, worldOf } from './plan-in-use';
import { printLines } from './print';
import { attachTraffic } from './traffic-attach';
import { type Command, readArguments, UsageError } from './usage';

const FLAGS = { active: { type: 'string' }, yes: { type: 'boolean' }, world: { type: 'string' } } as const;

/** `understudy traffic attach [--active <region>] [--yes]` */
export const traffic: Command = {
  name: 'traffic',
  usage: 'attach [--active <region>] [--yes] [--world <url>]',
  purpose: "Attaches the public names to the Regions' signals: shows the difference, asks, and swaps the records.",
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const [word, ...more] = words;
    if (word !== 'attach' || more.length > 0)
      throw new UsageError(`traffic takes attach, got ${listed(words) || 'nothing'}`);
    const plan = planInUse();
    if (plan.traffic.strategy !== 'health-signal') {
      throw new UsageError(`strategy ${plan.traffic.strategy} has nothing to attach; health-signal has`);
    }
    const active = values.active === undefined ? undefined : regionOf(plan, values.active, '--active');
    const session = openSession(worldOf(values.world));
    if (active !== undefined) {
      const problem = await writerProblem(session, plan, active);
      if (problem) {
        printLines([problem]);
        return 1;
      }
    }
    const attached = await attachTraffic({
      clients: clientsOf(session, plan),
      plan,
      active,
      ask: values.yes ? async () => true : askPerson,
      tell: (line) => printLines([line]),
      clock: systemClock,
    });
    return attached ? 0 : 1;
  },
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

/** Anything but a clear yes is a no; without a terminal nobody can be asked. */
async function askPerson(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('there is no terminal to ask at: repeat the command with --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
