import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import { DescribeGlobalClustersCommand, type DescribeGlobalClustersCommandOutput } from '@aws-sdk/client-rds';
import { inRegion } from '../../../lib/domain/names';
import { judgeProbe } from '../../../lib/domain/probe';
import { regionOfArn } from '../../../lib/domain/region';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import type { ZoneDns } from '../../edge/dns';
import { reading } from '../../edge/reading';
import type { Web, WebAnswer } from '../../edge/web';
import { activeRegion, type Writer } from './active-region';
import { type Alarm, PROBES_IN_A_ROW, type Seen } from './decide';
import { seenNames } from './names';
import type { confirmOutage } from './step';

type Input = InputOf<typeof confirmOutage>;

/** What the signals are read with. */
export interface Listening {
  readonly rds: Sends;
  readonly cloudwatch: Sends;
  readonly web: Web;
  readonly dns: ZoneDns;
  readonly clock: Clock;
}

/** Two probes of this length, a pause and the slowest read together stay below the step's 30 s. */
const PROBE_MILLISECONDS_MAX = 5000;
const PAUSE_MILLISECONDS = 1000;

/** Everything that can say whether the active Region is down, asked from here. Nothing is ever changed. */
export const signals = (listening: Listening) => ({
  async look(input: Input): Promise<Seen> {
    const [writers, alarm] = await Promise.all([
      reading('rds:DescribeGlobalClusters', writersOf(listening.rds, input)),
      reading('cloudwatch:DescribeAlarms', alarmOf(listening.cloudwatch, input)),
    ]);
    const active = writers.outcome === 'read' ? activeRegion(writers.value, input) : undefined;
    const probes = active && 'region' in active ? await probesOf(active.region, listening, input) : [];
    const names = active && 'promoted' in active ? await seenNames(listening.dns, input) : [];
    return { writers, alarm, probes, names };
  },
  perform: async () => {},
});

const writersOf = (rds: Sends, { plan }: Input): Promise<Writer[]> =>
  Promise.all(
    plan.databases.map(async ({ globalCluster }) => {
      const found = await rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster }));
      return { globalCluster, region: writerRegion(found) };
    }),
  );

const writerRegion = ({ GlobalClusters: [global] = [] }: DescribeGlobalClustersCommandOutput) =>
  regionOfArn(global?.GlobalClusterMembers?.find(({ IsWriter }) => IsWriter)?.DBClusterArn);

async function alarmOf(cloudwatch: Sends, { names }: Input): Promise<Alarm | undefined> {
  const { MetricAlarms: [alarm] = [] }: DescribeAlarmsCommandOutput = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [names.alarm], AlarmTypes: ['MetricAlarm'] }),
  );
  if (alarm?.StateValue === undefined) return undefined;
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return { state: alarm.StateValue, ...(since && { since: since.toISOString() }) };
}

/** Probes until one finds the Region alive, or enough in a row found it down. */
async function probesOf(region: string, { web, clock }: Listening, { plan }: Input): Promise<WebAnswer[]> {
  const canary = plan.canaries.find(({ name }) => name === plan.watch.probe);
  if (!canary) throw new Error(`watch.probe is ${plan.watch.probe}, which is no canary of the plan`);
  const url = inRegion(canary.url, region);
  const probes: WebAnswer[] = [];
  while (probes.length < PROBES_IN_A_ROW) {
    if (probes.length > 0) await clock.sleep(PAUSE_MILLISECONDS);
    const answer = await web.ask({ url, timeoutMilliseconds: PROBE_MILLISECONDS_MAX });
    probes.push(answer);
    if (!judgeProbe(answer).down) break;
  }
  return probes;
}
