import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RDSClient } from '@aws-sdk/client-rds';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment, quickSettings } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { zoneDns } from '../../edge/dns';
import { addressFromEnvironment } from '../../edge/environment';
import { lazily } from '../../edge/lazily';
import { consoleLog } from '../../edge/log';
import { perRegion } from '../../edge/per-region';
import { planFromFile } from '../../edge/plan-file';
import { publicWeb } from '../../edge/web';
import { CALL_MILLISECONDS_MAX, ELSEWHERE_MILLISECONDS_MAX } from './pace';
import { createHandler } from './region';
import { isWitness } from './trigger';
import { createWitness } from './witness';

const edge = { clock: systemClock, log: consoleLog };

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const place = { plan, region, names: namesOf(plan, region) };
  return isWitness(place) ? witness(place) : watch(place);
});

const witness = (place: Place) =>
  createWitness(
    {
      cloudwatch: new CloudWatchClient(quickSettings(place.region, CALL_MILLISECONDS_MAX)),
      web: publicWeb(systemClock),
    },
    place,
    edge,
  );

function watch(place: Place) {
  const { region } = place;
  const settings = clientSettings(region);
  const quick = quickSettings(region, CALL_MILLISECONDS_MAX);
  const dynamoOf = perRegion(
    (there) => new DynamoDBClient(there === region ? quick : quickSettings(there, ELSEWHERE_MILLISECONDS_MAX)),
  );
  return createHandler(
    {
      rds: new RDSClient(settings),
      cloudwatch: new CloudWatchClient(quick),
      ssm: new SSMClient(quick),
      events: new EventBridgeClient(quick),
      web: publicWeb(systemClock),
      dns: zoneDns(),
      states: new SFNClient(quick),
      dynamoOf,
    },
    {
      place,
      addresses: {
        signalUrl: addressFromEnvironment('SIGNAL_URL'),
        approvalUrl: addressFromEnvironment('APPROVAL_URL'),
        controlsUrl: addressFromEnvironment('CONTROLS_URL'),
      },
    },
    edge,
  );
}
