import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { isoAt, systemClock } from '../../edge/clock';
import { dynamoHere } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import type { LeftBehindClients } from '../../edge/left-behind';
import { consoleLog } from '../../edge/log';
import { askedBy, type UrlAnswer } from '../../edge/person';
import { planFromFile } from '../../edge/plan-file';
import { controls } from './controls';
import { type Wanted, wantedIn } from './decide';
import { changeControls } from './trigger';

/** Does what a person wants with the controls of this Region. What is refused is logged too. */
export function createHandler(clients: LeftBehindClients, place: Place) {
  const { clock, log } = clients;
  const { change } = controls(clients, place);
  const answerTo = async (event: unknown): Promise<Heard> => {
    const asked = askedBy(event, place.plan.account);
    if ('answer' in asked) return asked;
    const { by, body } = asked;
    const read = wantedIn(body);
    if ('answer' in read) return { by, ...read };
    const { wanted } = read;
    return { by, wanted, answer: await change({ wanted, by, at: isoAt(clock.now()) }) };
  };
  return async (event: unknown): Promise<UrlAnswer> => {
    const { answer, ...heard } = await answerTo(event);
    log({ trigger: changeControls.name, ...heard, status: answer.statusCode, answer: answer.body });
    return answer;
  };
}

/** Who wanted what, as far as it was understood, and what they were answered. */
interface Heard {
  readonly by?: string;
  readonly wanted?: Wanted;
  readonly answer: UrlAnswer;
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
