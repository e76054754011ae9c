import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { isoAt, systemClock } from '../../edge/clock';
import { lazily } from '../../edge/lazily';
import { type Closed, type LeftBehindClients, leftBehind, NO_RUN } from '../../edge/left-behind';
import { consoleLog } from '../../edge/log';
import { perRegion } from '../../edge/per-region';
import { planFromFile } from '../../edge/plan-file';
import { closeLeftBehind } from './trigger';

/**
 * Finds dead runs by the lock, whatever became of their event. It stands beside the watch and not in it: the archive
 * and the topics are two services more, which what probes each minute would have to load.
 *
 * @throws when the lock cannot be read or written: the next minute tries again, and the third failure is told
 */
export const createHandler = (clients: LeftBehindClients, place: Place) => async (): Promise<Closed> => {
  const { clock, log } = clients;
  const found = await leftBehind(clients).closeIfEnded(place, isoAt(clock.now()));
  // In nearly every minute no run holds the lock, and to say so would cost more than to look.
  if (found !== NO_RUN) {
    const { closed, because } = found;
    log({ trigger: closeLeftBehind.name, kind: closed ? 'closed' : 'left', because });
  }
  return found;
};

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const settings = clientSettings(region);
  const dynamoOf = perRegion((there) => new DynamoDBClient(clientSettings(there)));
  const clients = { states: new SFNClient(settings), s3: new S3Client(settings), sns: new SNSClient(settings) };
  return createHandler(
    { dynamo: dynamoOf(region), dynamoOf, ...clients, clock: systemClock, log: consoleLog },
    { plan, region, names: namesOf(plan, region) },
  );
});
