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
import { seenLock } from '../../edge/seen-lock';
import type { Edge } from '../../edge/step-handler';
import { decide } from './decide';
import { onSchedule } from './trigger';

export interface ScheduleClients {
  readonly states: Sends;
  readonly dynamo: Sends;
}

/** Starts what is due. What starts nothing is logged and returns: repeating it would not help. */
export const createHandler =
  (clients: ScheduleClients, place: Place, { clock, log }: Pick<Edge, 'clock' | 'log'>) =>
  async (event: unknown) => {
    const say: Log = (line) => log({ trigger: onSchedule.name, ...line });
    const { plan, names } = place;
    const lock = await seenLock(clients.dynamo, place, say);
    const decision = decide(event, { plan, lock, now: isoAt(clock.now()) });
    say(decision);
    if (decision.kind === 'ignore') return { started: false, because: decision.because };
    const { verb, name, input, because } = decision;
    const started = await executions(clients).start({ machineArn: names.machineArn(verb), name, input });
    if (!started) say({ kind: 'duplicate', because: `${name} was started before` });
    return { started, because };
  };

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const settings = clientSettings(region);
  return createHandler(
    { states: new SFNClient(settings), dynamo: new DynamoDBClient(settings) },
    { plan, region, names: namesOf(plan, region) },
    { clock: systemClock, log: consoleLog },
  );
});
