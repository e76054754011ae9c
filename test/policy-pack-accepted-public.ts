/** Findings of the packs of AWS's frameworks that stand in our stacks, and of AwsSolutions in those of the example. */
import type { Stack } from 'aws-cdk-lib';
import { type Accepted, policyWildcard } from './policy-pack-accepted';
import { pathsOf } from './policy-pack-nag';
import { plan } from './synthesised';

/** The one public function. */
const SIGNAL = 'Signal/ServeSignal/Function/Resource';

/** A rule that every resource of a type breaks, but for some. */
const every = (stack: Stack, rule: string, { type, but = [] }: { type: string; but?: readonly string[] }): string[] =>
  pathsOf(stack, type)
    .filter((path) => !but.includes(path))
    .map((path) => `${rule} ${path}`);

/** What NIST 800-53 finds in a control plane or a witness; PCI DSS and HIPAA find nothing besides. */
export const nistIn = (stack: Stack): Accepted[] => {
  const all = (rule: string, type: string, ...but: string[]) => every(stack, `NIST.800.53.R5-${rule}`, { type, but });
  return [
    {
      because:
        'a function calls AWS and public names only, and a network of its own would be one more thing that must be up',
      findings: all('LambdaInsideVPC', 'AWS::Lambda::Function'),
    },
    {
      because:
        'a step is invoked by its machine, which catches and repeats; events have the queue of their rules; the ' +
        'watch comes again each minute',
      findings: all('LambdaDLQ', 'AWS::Lambda::Function'),
    },
    {
      because: 'a limit below what the account has left would stop a recovery; the one public function has its own',
      findings: all('LambdaConcurrency', 'AWS::Lambda::Function', SIGNAL),
    },
    {
      because: 'a role and its policy are one thing here, made from the contract of one step, and used nowhere else',
      findings: all('IAMNoInlinePolicy', 'AWS::IAM::Role'),
    },
    {
      because: 'logs hold no secrets and are encrypted by CloudWatch; a key that is disabled would stop the writing',
      findings: all('CloudWatchLogGroupEncrypted', 'AWS::Logs::LogGroup'),
    },
    {
      because:
        'what people are told holds no secret, and a key that alarms and rules may use is one more thing that ' +
        'can be wrong on the day',
      findings: all('SNSEncryptedKMS', 'AWS::SNS::Topic'),
    },
    {
      because: 'releases are signed and evidence is chained: S3 encrypts both, and neither may depend on a key',
      findings: all('S3DefaultEncryptionKMS', 'AWS::S3::Bucket'),
    },
    { because: 'access logs would need a third bucket', findings: all('S3BucketLoggingEnabled', 'AWS::S3::Bucket') },
    {
      because:
        'every Region is published to by itself: a copy of a bucket would be one that no signature was made ' +
        'for, and evidence belongs to the Region of its run',
      findings: all('S3BucketReplicationEnabled', 'AWS::S3::Bucket'),
    },
    {
      because: 'a lock that comes back from a backup would be an old one: point-in-time recovery is for its evidence',
      findings: all('DynamoDBInBackupPlan', 'AWS::DynamoDB::Table'),
    },
  ];
};

/** What NIST 800-53 finds in a control plane besides. */
export const nistInControlPlane = (stack: Stack): Accepted[] => [
  ...nistIn(stack),
  {
    because: "Route 53's checkers cannot sign",
    findings: ['invoke-function', 'invoke-function-url'].map(
      (path) => `NIST.800.53.R5-LambdaFunctionPublicAccessProhibited Signal/ServeSignal/Function/${path}`,
    ),
  },
  {
    because: 'each is a part of the composite alarm on a risk, which acts',
    findings: [
      'Lag-orders',
      ...plan.regions.filter((region) => region !== stack.region).map((region) => `Lag-orders-${region}`),
      ...['ProbeLatency', 'RegionDown'],
    ].map((name) => `NIST.800.53.R5-CloudWatchAlarmAction Risk/${name}/Resource`),
  },
];

/** What Serverless finds in a control plane or a witness. */
export const serverlessIn = (stack: Stack): Accepted[] => [
  {
    because: 'X-Ray and CloudWatch metrics have no ARNs; `test/iam.test.ts` lists every action on `*`',
    findings: pathsOf(stack, 'AWS::Lambda::Function')
      .filter((path) => ![SIGNAL, 'RunCloser/CloseLeftBehind/Function/Resource'].includes(path))
      .map((path) => `Serverless-LambdaStarPermissions ${path.replace(/\/Function\/Resource$/, '/Role/Resource')}`),
  },
  {
    because: 'what is asked every second or watches each minute would cost more in traces than in everything else',
    findings: [
      SIGNAL,
      ...['Watch/WatchRegion', 'WatchRegion', 'RunCloser/CloseLeftBehind'].map((path) => `${path}/Function/Resource`),
    ]
      .filter((path) => pathsOf(stack, 'AWS::Lambda::Function').includes(path))
      .map((path) => `Serverless-LambdaTracing ${path}`),
  },
  {
    because: 'a step is invoked by its machine, which catches and repeats; events have the queue of their rules',
    findings: every(stack, 'Serverless-LambdaDLQ', { type: 'AWS::Lambda::Function' }),
  },
  {
    because: 'they are invoked at their time again: what an invocation left undone is done by the next',
    findings: ['Watch/WatchRegion', 'WatchRegion', 'Drift/CheckDrift']
      .map((where) => `${where}/Function/EventInvokeConfig/Resource`)
      .filter((path) => pathsOf(stack, 'AWS::Lambda::EventInvokeConfig').includes(path))
      .map((path) => `Serverless-LambdaAsyncFailureDestination ${path}`),
  },
];

export const serverlessInControlPlane = (stack: Stack): Accepted[] => [
  ...serverlessIn(stack),
  {
    because: 'it is the dead-letter queue',
    findings: ['Serverless-SQSRedrivePolicy DeadLetters/Resource'],
  },
];

export const serverlessInWitness = (stack: Stack): Accepted[] => [
  ...serverlessIn(stack),
  { because: 'a tick that is lost is followed by the next', findings: ['Serverless-EventBusDLQ EveryMinute/Resource'] },
];

/** What AwsSolutions finds in the example's stacks, by their names. */
export function awsSolutionsInExample(name: string): Accepted[] {
  const pilotLight = /^orders-pilot-light-(.*)$/.exec(name);
  if (!pilotLight) {
    return [
      {
        because: 'names of hosts and Regions; the password is a reference to the secret',
        findings: ['AwsSolutions-ECS2 TaskDefinition'],
      },
    ];
  }
  const [, region = ''] = pilotLight;
  const arn = (service: string, rest: string) => `arn:<AWS::Partition>:${service}:${region}:111122223333:${rest}`;
  const home = region === plan.regions[0];
  return [
    {
      because:
        'the example shows how a release is taken over, and leaves out what every landing zone adds: flow logs, ' +
        'access logs, Container Insights',
      findings: [
        'AwsSolutions-VPC7 Network/Vpc/Resource',
        'AwsSolutions-ELB2 FrontDoor/LoadBalancer/Resource',
        'AwsSolutions-ECS4 Cluster',
      ],
    },
    { because: 'it is a public website', findings: ['AwsSolutions-EC23 Network/LoadBalancer/Resource'] },
    {
      because: 'the service signs in with a password, which PostgreSQL keeps in both Regions alike',
      findings: ['AwsSolutions-RDS6 Database/Cluster'],
    },
    ...(home
      ? [
          {
            because: 'a rotation would need a function in the Region that may be lost; the secret is replicated',
            findings: ['AwsSolutions-SMG4 Database/Secret/Resource'],
          },
        ]
      : []),
    {
      because: 'ECR tokens and descriptions of ECS and EC2 have no ARNs',
      findings: ['Roles/Execution', 'Roles/Release'].map((where) => policyWildcard('*', where)),
    },
    {
      because: 'names of log streams, services and revisions are made up by ECS',
      findings: [
        ...['data', 'web'].map((of) => policyWildcard(arn('logs', `log-group:/orders/${of}:*`), 'Roles/Execution')),
        ...['service/orders/*', 'task-definition/orders-data:*', 'task-definition/orders-web:*'].map((resource) =>
          policyWildcard(arn('ecs', resource), 'Roles/Release'),
        ),
      ],
    },
  ];
}
