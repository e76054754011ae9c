import {
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import type { Database } from '../../../lib/domain/plan';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { type Clock, dateAt } from '../../edge/clock';
import type { ZoneDns } from '../../edge/dns';
import { probeRegion } from '../../edge/probe-region';
import { reading } from '../../edge/reading';
import { lagQueries, lagsIn, type SeenLag } from '../../edge/replication-lags';
import { servedFrom } from '../../edge/served';
import type { Web } from '../../edge/web';
import { type Writer, writersOf } from '../../edge/writers';
import { activeRegion } from './active-region';
import type { Alarm } from './alarm';
import type { Seen } from './decide';
import { seenNames } from './names';
import type { Heard } from './quorum';
import { LAGS_SECONDS_MAX } from './replication';
import type { confirmOutage } from './step';

type Input = InputOf<typeof confirmOutage>;

/** What the signals are read with. */
export interface Listening {
  readonly rds: Sends;
  /** DynamoDB of this Region. */
  readonly dynamo: Sends;
  /** CloudWatch of a Region: this one's, and the witness's. */
  readonly cloudwatchIn: (region: string) => Sends;
  readonly web: Web;
  readonly dns: ZoneDns;
  readonly clock: Clock;
}

/**
 * Everything that can say whether the active Region is down, asked from here. Nothing is ever changed. First two reads
 * side by side, then probes and two reads side by side: 12 s each, so a look stays below the step's 30 s.
 */
export const signals = (listening: Listening) => ({
  async look(input: Input): Promise<Seen> {
    const { plan, region: here, names } = input;
    const [writers, alarm, served] = await Promise.all([
      reading('rds:DescribeGlobalClusters', writersOf(listening.rds, plan)),
      readAlarm(listening.cloudwatchIn(here), names.alarm),
      plan.databases.length > 0 ? undefined : reading('dynamodb:GetItem', servedFrom(listening, input)),
    ]);
    const known = served?.outcome === 'read' ? served.value : undefined;
    const isKnown = writers.outcome === 'read' && (known !== undefined || served === undefined);
    const active = isKnown ? activeRegion(writers.value, input, known) : undefined;
    const publics = active && 'promoted' in active ? await seenNames(listening.dns, input) : [];
    const seen = { writers, ...(served && { served }), alarm, names: publics };
    if (writers.outcome !== 'read' || !active || !('region' in active)) return seen;
    return { ...seen, heard: await heardOf({ region: active.region, writers: writers.value }, listening, input) };
  },
  perform: async () => {},
});

/** A Region that may be lost, and the writers that were found. */
interface Suspect {
  readonly region: string;
  readonly writers: readonly Writer[];
}

async function heardOf({ region, writers }: Suspect, listening: Listening, input: Input): Promise<Heard> {
  const { plan, region: here, names } = input;
  const { witness } = plan.watch;
  const there = plan.databases.filter(({ globalCluster }) =>
    writers.some((writer) => writer.globalCluster === globalCluster && writer.region === region),
  );
  const [probes, alarm, lags] = await Promise.all([
    probeRegion(listening, { plan, region }),
    witness === undefined ? undefined : readAlarm(listening.cloudwatchIn(witness), names.witnessAlarm(region)),
    reading('cloudwatch:GetMetricData', lagsOf(listening.cloudwatchIn(here), { databases: there, region }, input)),
  ]);
  return { probes, ...(alarm && { witness: alarm }), lags };
}

const readAlarm = (cloudwatch: Sends, name: string) =>
  reading('cloudwatch:DescribeAlarms', alarmCalled(cloudwatch, name));

async function alarmCalled(cloudwatch: Sends, name: string): Promise<Alarm | undefined> {
  const { MetricAlarms: [alarm] = [] }: DescribeAlarmsCommandOutput = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }),
  );
  if (alarm?.StateValue === undefined) return undefined;
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    state: alarm.StateValue,
    ...(since && { since: since.toISOString() }),
    actionsEnabled: alarm.ActionsEnabled !== false,
  };
}

async function lagsOf(
  cloudwatch: Sends,
  { databases, region: sourceRegion }: { databases: readonly Database[]; region: string },
  { region, now }: Input,
): Promise<SeenLag[]> {
  if (databases.length === 0) return [];
  const until = Date.parse(now);
  const answer = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: dateAt(until - LAGS_SECONDS_MAX * 1000),
      EndTime: dateAt(until),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: lagQueries({ databases, region, sourceRegion }),
    }),
  );
  return lagsIn(answer, { databases });
}
