import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { AccessKey } from '../world/identities';
import { arnIn, globalArn } from './arn';
import type { PolicyStatement } from './iam';
import type { Services } from './services';

/** The words in the names of the policies that a control plane makes for persons, by who holds them. */
const POLICY_WORDS = { 'on-call': ['approver', 'operator'], driller: ['driller'] } as const;

/** What docs/traffic.md says that `understudy traffic attach` needs, and nothing more: of whoever deploys. */
const attaching = ({ regions, name, traffic, account }: Plan): PolicyStatement[] => {
  const inEach = (arnOf: (region: string) => string) => regions.map(arnOf);
  return [
    {
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: inEach((region) => arnIn({ region, account }, 'dynamodb', `table/understudy-${name}`)),
    },
    {
      Effect: 'Allow',
      Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm'],
      Resource: inEach((region) => arnIn({ region, account }, 'cloudwatch', 'alarm:*')),
    },
    {
      Effect: 'Allow',
      Action: [
        ...['cloudwatch:GetMetricData', 'rds:DescribeGlobalClusters'],
        ...['route53:ListHealthChecks', 'route53:CreateHealthCheck'],
      ],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: ['route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
      Resource: `arn:aws:route53:::hostedzone/${traffic.hostedZoneId}`,
    },
  ];
};

/** What `understudy init --help` says that finding a plan in the account needs: calls that read, and no others. */
const finding: PolicyStatement = {
  Effect: 'Allow',
  Action: [
    ...['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
    ...['rds:DescribeDBClusters', 'rds:DescribeGlobalClusters'],
    ...['route53:ListHostedZones', 'route53:ListResourceRecordSets'],
  ],
  Resource: '*',
};

/** With these a release is signed; which keys a publisher may use is not for a control plane to say. */
const signing = (keys: readonly string[]): PolicyStatement[] =>
  keys.length === 0 ? [] : [{ Effect: 'Allow', Action: ['kms:GetPublicKey', 'kms:Sign'], Resource: keys }];

export interface PersonRequest {
  /** Name of their session. */
  readonly name: string;
  readonly plan: Plan;
  /**
   * `on-call` holds the policies for persons and auditors; `deployer` may attach the traffic, publish, and find a plan
   * in the account as well; `driller` holds those for who proves the standby, and no other; `publisher` holds those
   * for publishers of releases and none for persons, and signs with every key that exists.
   *
   * @default 'on-call'
   */
  readonly as?: 'on-call' | 'deployer' | 'driller' | 'publisher';
}

/** A person or pipeline in no Region, with the policies that the plan's control planes have made for them so far. */
export function createPerson(services: Services, { name, plan, as = 'on-call' }: PersonRequest): AccessKey {
  const { account, iam, identities, kms, roles } = services;
  const [region = ''] = plan.regions;
  const place = { region, account };
  const roleArn = globalArn(place, 'iam', `role/understudy-${plan.name}-${as}`);
  const made = policyNames(plan, as).map((policy) => globalArn(place, 'iam', `policy/${policy}`));
  const held = made.filter(roles.hasManagedPolicy).flatMap(roles.managedPolicy);
  iam.attach(roleArn, [
    ...held,
    ...(as === 'deployer' ? [...attaching(plan), finding] : []),
    ...(as === 'publisher' ? signing(kms.keys()) : []),
  ]);
  return identities.issue({ roleArn, about: name, region: 'global' });
}

const policyNames = (plan: Plan, as: PersonRequest['as']): string[] =>
  plan.regions.flatMap((region) => {
    const names = namesOf(plan, region);
    if (as === 'publisher') return [names.publisherPolicy];
    const policiesOf = (words: readonly string[]) => words.map((word) => `${names.stack}-${word}-${region}`);
    if (as === 'driller') return policiesOf(POLICY_WORDS.driller);
    const own = [...policiesOf(POLICY_WORDS['on-call']), names.auditorPolicy];
    return as === 'deployer' ? [...own, names.publisherPolicy] : own;
  });
