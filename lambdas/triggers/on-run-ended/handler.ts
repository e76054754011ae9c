import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { isoAt, systemClock } from '../../edge/clock';
import { dynamoHere } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Closed, type LeftBehindClients, leftBehind } from '../../edge/left-behind';
import { consoleLog } from '../../edge/log';
import { planFromFile } from '../../edge/plan-file';
import { decide } from './decide';
import { onRunEnded } from './trigger';
import { closeUnlocked } from './unlocked';

/**
 * Closes the run that an event says has ended, if it did not close itself. What cannot be closed yet is left to
 * CloseLeftBehind, which looks each minute: a function that waited would only cost.
 */
export const createHandler =
  (clients: LeftBehindClients, place: Place) =>
  async (event: unknown): Promise<Closed> => {
    const { clock, log } = clients;
    const decision = decide(event, place);
    log({ trigger: onRunEnded.name, ...decision });
    if (decision.kind === 'ignore') return { closed: false, because: decision.because };
    const now = isoAt(clock.now());
    const byLock = await leftBehind(clients).closeIfEnded(place, now);
    log({ trigger: onRunEnded.name, ...byLock });
    // The lock may have been that of another run.
    const unlocked = await closeUnlocked(clients, place, { ...decision, now });
    const closed = unlocked.closed ? unlocked : byLock;
    log({ trigger: onRunEnded.name, ...unlocked });
    return closed;
  };

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const settings = clientSettings(region);
  const clients = { states: new SFNClient(settings), s3: new S3Client(settings), sns: new SNSClient(settings) };
  return createHandler(
    { dynamo: dynamoHere(region), ...clients, clock: systemClock, log: consoleLog },
    { plan, region, names: namesOf(plan, region) },
  );
});
