import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { dynamoHere } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import type { LeftBehindClients } from '../../edge/left-behind';
import { consoleLog } from '../../edge/log';
import { personHandler } from '../../edge/person';
import { planFromFile } from '../../edge/plan-file';
import { controls } from './controls';
import { wantedIn } from './decide';
import { changeControls } from './trigger';

/** Does what a person wants with the controls of this Region. */
export function createHandler(clients: LeftBehindClients, place: Place) {
  const { clock, log } = clients;
  const { change } = controls(clients, place);
  return personHandler({
    trigger: changeControls.name,
    account: place.plan.account,
    clock,
    log,
    wantedIn,
    answer: change,
  });
}

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const { region } = settings;
  const plan = planFromFile();
  const clients = {
    dynamo: dynamoHere(region),
    states: new SFNClient(settings),
    s3: new S3Client(settings),
    sns: new SNSClient(settings),
    clock: systemClock,
    log: consoleLog,
  };
  return createHandler(clients, { plan, region, names: namesOf(plan, region) });
});
