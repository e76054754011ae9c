import { CloudWatchClient, DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { isoAt, systemClock } from '../../edge/clock';
import { executions } from '../../edge/executions';
import { lazily } from '../../edge/lazily';
import { consoleLog, type Log } from '../../edge/log';
import { planFromFile } from '../../edge/plan-file';
import { readStanding } from '../../edge/standing';
import type { Edge } from '../../edge/step-handler';
import { warmTable } from '../../edge/warm-table';
import { decide } from './decide';
import { onRisk } from './trigger';

export interface RiskClients {
  readonly states: Sends;
  readonly dynamo: Sends;
  readonly cloudwatch: Sends;
}

/**
 * Starts the prewarm that an alarm asks for. What starts nothing is logged and returns: repeating it would not help.
 * What this Region was warm for must be known, and whether the alarm is in ALARM now: an invocation that cannot read it
 * fails and is repeated.
 */
export const createHandler =
  (clients: RiskClients, place: Place, { clock, log }: Pick<Edge, 'clock' | 'log'>) =>
  async (event: unknown) => {
    const say: Log = (line) => log({ trigger: onRisk.name, ...line });
    const { plan, names } = place;
    const alarm = await stateOf(clients.cloudwatch, names.riskAlarm);
    const warm = await warmTable(clients.dynamo, { plan: plan.name, names }).read();
    const standing = await readStanding(clients.dynamo, place).catch((error: unknown) => {
      say({ kind: 'unread', because: String(error) });
      return undefined;
    });
    const known = { standing, alarm, history: warm?.history ?? [], now: isoAt(clock.now()) };
    const decision = decide(event, { ...place, ...known });
    say(decision);
    if (decision.kind === 'ignore') return { started: false, because: decision.because };
    const { name, input, because } = decision;
    const started = await executions(clients).start({ machineArn: names.machineArn('prewarm'), name, input });
    if (!started) say({ kind: 'duplicate', because: `${name} was started before` });
    return { started, because };
  };

/** Only metric alarms are shown where no types are asked for. */
async function stateOf(cloudwatch: Sends, name: string): Promise<string | undefined> {
  const { CompositeAlarms: [alarm] = [] }: DescribeAlarmsCommandOutput = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['CompositeAlarm'] }),
  );
  return alarm?.StateValue;
}

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const settings = clientSettings(region);
  return createHandler(
    {
      states: new SFNClient(settings),
      dynamo: new DynamoDBClient(settings),
      cloudwatch: new CloudWatchClient(settings),
    },
    { plan, region, names: namesOf(plan, region) },
    { clock: systemClock, log: consoleLog },
  );
});
