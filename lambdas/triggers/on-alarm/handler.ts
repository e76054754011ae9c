import { SFNClient } from '@aws-sdk/client-sfn';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { isoAt, systemClock } from '../../edge/clock';
import { lazily } from '../../edge/lazily';
import { consoleLog } from '../../edge/log';
import { planFromFile } from '../../edge/plan-file';
import type { Edge } from '../../edge/step-handler';
import { decide } from './decide';
import { executions } from './executions';
import { onAlarm } from './trigger';

/** Starts the failover an alarm asks for. What starts nothing is logged and returns: repeating it would not help. */
export const createHandler =
  (clients: { states: Sends }, place: Place, { clock, log }: Pick<Edge, 'clock' | 'log'>) =>
  async (event: unknown) => {
    const decision = decide(event, { ...place, now: isoAt(clock.now()) });
    log({ trigger: onAlarm.name, ...decision });
    if (decision.kind === 'ignore') return { started: false, because: decision.because };
    const { name, input, because } = decision;
    const started = await executions(clients).start({ machineArn: place.names.machineArn('failover'), name, input });
    if (!started) log({ trigger: onAlarm.name, kind: 'duplicate', because: `${name} was started before` });
    return { started, because };
  };

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const place = { plan, region, names: namesOf(plan, region) };
  return createHandler({ states: new SFNClient(clientSettings(region)) }, place, {
    clock: systemClock,
    log: consoleLog,
  });
});
