import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import type { Sends } from '../../../lambdas/edge/clients';
import type { Session } from '../aws/session';

/** Clients of what is looked at. */
export interface LookClients {
  rdsIn(region: string): Sends;
  cloudformationIn(region: string): Sends;
  /** Its API has one endpoint for a partition, whatever the Region of the client. */
  readonly route53: Sends;
}

/** @param region any of the plan's: it says which partition is meant */
export const lookClients = (session: Session, region: string): LookClients => ({
  rdsIn: (at) => new RDSClient(session.settings(at)),
  cloudformationIn: (at) => new CloudFormationClient(session.settings(at)),
  route53: new Route53Client(session.settings(region)),
});

/** Every call that is made, all of them read-only: what whoever runs it must be allowed. */
export const READ_ACTIONS = [
  'cloudformation:DescribeStacks',
  'cloudformation:ListStackResources',
  'rds:DescribeDBClusters',
  'rds:DescribeGlobalClusters',
  'route53:ListHostedZones',
  'route53:ListResourceRecordSets',
] as const;
