import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { oneLine } from '../../lib/domain/text';
import { claimAlarmPrefix, type SeenPlace } from '../../lib/domain/traffic';
import { claimTable } from './claim-table';
import type { Sends } from './clients';
import { presenceTable } from './presence-table';
import { type Reading, reading } from './reading';

export interface PlaceClients {
  /** DynamoDB of a Region. */
  readonly dynamoIn: (region: string) => Sends;
  /** CloudWatch of a Region. */
  readonly cloudwatchIn: (region: string) => Sends;
}

/** The signal of the Region that looks, which need not ask its own table. */
export interface OwnSignal {
  readonly region: string;
  /** Function URL of its `serve-signal`. */
  readonly signalUrl: string;
}

/** Every Region of a plan, by rank: its claim, its signal and its claim alarms, as far as they can be read. */
export const seenPlaces = (clients: PlaceClients, plan: Plan, own?: OwnSignal): Promise<SeenPlace[]> =>
  Promise.all(
    plan.regions.map((region) => seenPlace(clients, { plan, region, own: own?.region === region ? own : undefined })),
  );

interface Looking {
  readonly plan: Plan;
  readonly region: string;
  readonly own: OwnSignal | undefined;
}

/** A Region is read as one that may be gone: any part may be missing, and none stops the others. */
async function seenPlace(clients: PlaceClients, { plan, region, own }: Looking): Promise<SeenPlace> {
  const place = { plan: plan.name, names: namesOf(plan, region) };
  const [dynamo, cloudwatch] = [clients.dynamoIn(region), clients.cloudwatchIn(region)];
  const [claim, signal, alarms] = await Promise.all([
    reading(`dynamodb:GetItem of the claim in ${region}`, claimTable(dynamo, place).read()),
    own ? told(own) : reading(`dynamodb:GetItem of the presence in ${region}`, presenceTable(dynamo, place).read()),
    reading(`cloudwatch:DescribeAlarms in ${region}`, claimAlarms(cloudwatch, claimAlarmPrefix(plan))),
  ]);
  const signalUrl = signal.outcome === 'read' ? signal.value?.signalUrl : undefined;
  const untold = signal.outcome === 'read' && !signalUrl ? ['its watch has not told the URL of its signal'] : [];
  return {
    region,
    claimEpoch: claim.outcome === 'read' ? (claim.value?.epoch ?? 0) : undefined,
    signalHost: signalUrl ? new URL(signalUrl).host : undefined,
    alarms: alarms.outcome === 'read' ? alarms.value : undefined,
    because: [...unread(claim), ...unread(signal), ...unread(alarms), ...untold],
  };
}

const told = (own: OwnSignal): Reading<{ readonly signalUrl: string }> => ({ outcome: 'read', value: own });

const unread = (part: Reading<unknown>): string[] => (part.outcome === 'read' ? [] : [oneLine(part.because, 200)]);

async function claimAlarms(cloudwatch: Sends, prefix: string): Promise<string[]> {
  const { MetricAlarms = [] }: DescribeAlarmsCommandOutput = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm'], MaxRecords: 100 }),
  );
  return MetricAlarms.map(({ AlarmName = '' }) => AlarmName);
}
