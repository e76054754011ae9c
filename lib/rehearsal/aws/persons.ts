import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { AccessKey } from '../world/identities';
import { globalArn } from './arn';
import type { PolicyStatement } from './iam';
import type { Services } from './services';

/** The words in the names of the policies that a control plane makes for persons. */
const POLICY_WORDS = ['approver', 'operator'];

/** Besides its policies, what `understudy traffic attach` needs of whoever deploys. */
const DEPLOYING: readonly PolicyStatement[] = [
  {
    Effect: 'Allow',
    Action: [
      ...['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData', 'cloudwatch:PutMetricAlarm', 'dynamodb:GetItem'],
      ...['rds:DescribeGlobalClusters', 'route53:*'],
    ],
    Resource: '*',
  },
];

export interface PersonRequest {
  /** Name of their session. */
  readonly name: string;
  readonly plan: Plan;
}

/** A person in no Region, with the policies that the plan's control planes have made for persons so far. */
export function createPerson(services: Services, { name, plan }: PersonRequest): AccessKey {
  const { account, iam, identities, roles } = services;
  const [region = ''] = plan.regions;
  const place = { region, account };
  const roleArn = globalArn(place, 'iam', `role/understudy-${plan.name}-person`);
  const made = plan.regions.flatMap((each) =>
    POLICY_WORDS.map((word) => globalArn(place, 'iam', `policy/${namesOf(plan, each).stack}-${word}-${each}`)),
  );
  iam.attach(roleArn, [...DEPLOYING, ...made.filter(roles.hasManagedPolicy).flatMap(roles.managedPolicy)]);
  return identities.issue({ roleArn, about: name, region: 'global' });
}
