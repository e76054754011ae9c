import { VERBS } from '../lib/domain/verbs';
import { lines } from './statements';
import { controlPlane, plan, type Resource, resourcesOf, templateIn, templateOf } from './synthesised';

const REGION = 'us-west-2';
const template = templateIn(REGION);

/** What each access policy allows, by the word in its name. */
const policies: Record<string, Resource['Properties']> = Object.fromEntries(
  resourcesOf(template, 'AWS::IAM::ManagedPolicy').map(([, { Properties }]) => [
    Properties.ManagedPolicyName.split('-').at(2),
    Properties,
  ]),
);
const allowedTo = (role: string) => lines(policies[role].PolicyDocument.Statement);

/** Who holds the lock and who claims, what the last check found, how long earlier runs took. */
const TABLE = '"arn:aws:dynamodb:us-west-2:111122223333:table/understudy-orders"';
const EVIDENCE = 'arn:aws:s3:::understudy-orders-evidence-111122223333-us-west-2';
const ITEMS = ['lock', 'claim', 'automation', 'approval', 'readiness', 'timing', 'warm', 'fence', 'divergence'];
const keysOf = (operator: string, keys: readonly string[]) =>
  `{"ForAllValues:${operator}":{"dynamodb:LeadingKeys":${JSON.stringify(keys)}}}`;
/** What every person who sees the plan may read: its items, its runs and where the writers are. */
const READING = [
  `dynamodb:GetItem ${TABLE} ${keysOf(
    'StringEquals',
    ITEMS.map((item) => `${item}#orders`),
  )}`,
  `dynamodb:Query ${TABLE} ${keysOf('StringLike', ['run#*', 'database-event#orders'])}`,
  'cloudwatch:GetMetricData "*" {}',
  'rds:DescribeGlobalClusters "arn:aws:rds::111122223333:global-cluster:orders" {}',
  `s3:ListBucketVersions "${EVIDENCE}" {}`,
  ...['GetObject', 'GetObjectRetention', 'GetObjectVersion'].map((action) => `s3:${action} "${EVIDENCE}/*" {}`),
  ...VERBS.map(
    (verb) =>
      `states:GetExecutionHistory "arn:aws:states:us-west-2:111122223333:execution:understudy-orders-${verb}:*" {}`,
  ),
];

describe('a driller', () => {
  it('starts, sees and stops what neither promotes, moves users nor retires anything, and nothing else', () => {
    const states = `arn:aws:states:${REGION}:111122223333`;
    const lines = ['drill', 'prewarm', 'check'].flatMap((verb) => [
      ...['StartExecution', 'ListExecutions'].map(
        (action) => `states:${action} "${states}:stateMachine:understudy-orders-${verb}" {}`,
      ),
      ...['DescribeExecution', 'StopExecution'].map(
        (action) => `states:${action} "${states}:execution:understudy-orders-${verb}:*" {}`,
      ),
    ]);
    expect(allowedTo('driller').sort()).toEqual([...lines, ...READING].sort());
  });
});

describe('a person', () => {
  const functionOf = (name: string) => ({ 'Fn::GetAtt': [expect.stringContaining(name), 'Arn'] });
  const calling = (name: string) => [
    {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: functionOf(name),
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    },
    {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: functionOf(name),
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    },
  ];
  const onItem = (action: string, partition: string) =>
    `dynamodb:${action} "arn:aws:dynamodb:us-west-2:111122223333:table/understudy-orders" ` +
    `{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["${partition}"]}}`;
  const presence = onItem('GetItem', 'presence#orders');
  const isCall = (line: string) => line.startsWith('lambda:');

  it('is given a policy by whoever keeps the account: it is attached to nobody', () => {
    expect(Object.values(policies).map(({ ManagedPolicyName }) => ManagedPolicyName)).toEqual([
      'understudy-orders-publisher-us-west-2',
      'understudy-orders-auditor-us-west-2',
      'understudy-orders-driller-us-west-2',
      'understudy-orders-approver-us-west-2',
      'understudy-orders-operator-us-west-2',
    ]);
    for (const { Roles, Users, Groups } of Object.values(policies)) {
      expect({ Roles, Users, Groups }).toEqual({ Roles: undefined, Users: undefined, Groups: undefined });
    }
  });

  it.each([
    ['approver', 'ApprovalDecideApproval'],
    ['operator', 'ControlsChangeControls'],
  ])('who is an %s calls one function, by its URL alone', (role, name) => {
    expect(policies[role].PolicyDocument.Statement).toEqual(expect.arrayContaining(calling(name)));
    const called = allowedTo(role).filter(isCall);
    expect(called).toHaveLength(2);
    for (const line of called) expect(line).toContain(name);
  });

  it('who is an approver finds the URL, and can neither start, stop nor break anything', () => {
    expect(allowedTo('approver').filter((line) => !isCall(line))).toEqual([presence]);
  });

  it('who is an operator sees and frees the lock, starts, sees and stops runs of this plan, and can approve nothing', () => {
    const states = `arn:aws:states:${REGION}:111122223333`;
    expect(
      allowedTo('operator')
        .filter((line) => !isCall(line))
        .sort(),
    ).toEqual(
      [
        presence,
        onItem('GetItem', 'lock#orders'),
        onItem('UpdateItem', 'lock#orders'),
        ...READING,
        ...VERBS.flatMap((verb) =>
          ['StartExecution', 'ListExecutions'].map(
            (action) => `states:${action} "${states}:stateMachine:understudy-orders-${verb}" {}`,
          ),
        ),
        ...VERBS.flatMap((verb) =>
          ['DescribeExecution', 'StopExecution'].map(
            (action) => `states:${action} "${states}:execution:understudy-orders-${verb}:*" {}`,
          ),
        ),
      ].sort(),
    );
  });
});

describe('a publisher', () => {
  const bucket = 'arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2';
  const keys = ['current.json', 'releases/*.json', 'templates/*.json', 'assets/*'];
  const stack = (name: string) => `arn:aws:cloudformation:us-west-2:111122223333:stack/${name}/*`;
  const on = (resource: string) => (action: string) => `${action} ${JSON.stringify(resource)} {}`;
  // The plan's week, the week more that a release is kept, and a day for how S3 rounds.
  const locking =
    '{"StringEquals":{"s3:object-lock-mode":"GOVERNANCE"},' +
    '"NumericLessThanEquals":{"s3:object-lock-remaining-retention-days":"15"}}';

  it('reads the bucket, adds to it under the names of releases, and sees control plane and pilot light', () => {
    expect(allowedTo('publisher').sort()).toEqual(
      [
        ...['s3:GetBucketObjectLockConfiguration', 's3:GetBucketVersioning'].map(on(bucket)),
        ...['s3:ListBucket', 's3:ListBucketVersions'].map(on(bucket)),
        ...['s3:GetObject', 's3:GetObjectVersion'].map(on(`${bucket}/*`)),
        ...keys.flatMap((key) => ['s3:PutObject', 's3:GetObjectRetention'].map(on(`${bucket}/${key}`))),
        ...keys.map((key) => `s3:PutObjectRetention ${JSON.stringify(`${bucket}/${key}`)} ${locking}`),
        on(stack('orders-pilot-light'))('cloudformation:DescribeStacks'),
        on(stack('understudy-orders'))('cloudformation:DescribeStacks'),
      ].sort(),
    );
  });

  it('can delete nothing, shorten no lock, sign nothing and deploy nothing', () => {
    const allowed = allowedTo('publisher').join('\n');
    expect(allowed).not.toMatch(/Delete|Bypass|kms:|CreateStack|iam:|\* "/);
  });

  it('asks for no stack but the control plane where the plan names no pilot light', () => {
    const { pilotLight: _, ...release } = plan.release;
    const without = templateOf(controlPlane({ region: REGION, plan: { ...plan, release } }));
    const [, policy] = resourcesOf(without, 'AWS::IAM::ManagedPolicy').find(([id]) => id.startsWith('Publisher')) ?? [];
    expect(JSON.stringify(policy)).toContain('s3:PutObject');
    expect(JSON.stringify(policy)).toContain(stack('understudy-orders'));
    expect(JSON.stringify(policy)?.match(/:stack\//g)).toHaveLength(1);
  });
});

describe('an auditor', () => {
  const bucket = 'arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2';
  const stack = (name: string) => `arn:aws:cloudformation:us-west-2:111122223333:stack/${name}/*`;
  const on = (resource: string) => (action: string) => `${action} ${JSON.stringify(resource)} {}`;

  it('reads releases, stacks and who is active, starts drift detection, and changes nothing', () => {
    const [claim, ...more] = allowedTo('auditor').filter((line) => line.startsWith('dynamodb:'));
    expect(more).toEqual([]);
    expect(claim).toMatch(/^dynamodb:GetItem .*"claim#orders"/);
    expect(
      allowedTo('auditor')
        .filter((line) => !line.startsWith('dynamodb:'))
        .sort(),
    ).toEqual(
      [
        ...['s3:GetObject', 's3:GetObjectVersion'].map(on(`${bucket}/*`)),
        ...['s3:ListBucket', 's3:ListBucketVersions'].map(on(bucket)),
        on('arn:aws:rds::111122223333:global-cluster:orders')('rds:DescribeGlobalClusters'),
        ...['DescribeStacks', 'DescribeStackDriftDetectionStatus', 'GetTemplate'].map((action) =>
          on('*')(`cloudformation:${action}`),
        ),
        ...[stack('understudy-orders'), stack('orders-pilot-light')].flatMap((arn) =>
          ['DetectStackDrift', 'DetectStackResourceDrift', 'DescribeStackResourceDrifts'].map((action) =>
            on(arn)(`cloudformation:${action}`),
          ),
        ),
      ].sort(),
    );
  });
});
