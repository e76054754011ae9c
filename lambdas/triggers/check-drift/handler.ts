import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { namesOf } from '../../../lib/domain/names';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { zoneDns } from '../../edge/dns';
import { lazily } from '../../edge/lazily';
import { consoleLog } from '../../edge/log';
import { perRegion } from '../../edge/per-region';
import { planFromFile } from '../../edge/plan-file';
import { createHandler } from './check';

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const settings = clientSettings(region);
  const [rds, dynamo] = [new RDSClient(settings), new DynamoDBClient(settings)];
  return createHandler(
    {
      s3In: perRegion((there) => new S3Client(clientSettings(there))),
      cloudformationIn: perRegion((there) => new CloudFormationClient(clientSettings(there))),
      cloudwatch: new CloudWatchClient(settings),
      dynamo,
      activeIn: () => ({ rds, dynamo, dns: zoneDns() }),
    },
    { plan, region, names: namesOf(plan, region) },
    { clock: systemClock, log: consoleLog },
  );
});
