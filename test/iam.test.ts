import { permissionsOf } from '../lib/constructs/permissions';
import { TRIGGERS } from '../lib/constructs/understudy-app';
import { namesOf } from '../lib/domain/names';
import { type AnyStep, type Permission, type Place, slugOf } from '../lib/domain/step';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { settle } from '../lib/workflow/settle';
import { allSteps } from '../lib/workflow/workflows';
import { lines, type Statement } from './statements';
import { controlPlane, plan, resourcesOf, templateOf } from './synthesised';

const REGION = 'us-west-2';
const place: Place = { plan, region: REGION, names: namesOf(plan, REGION) };
const template = templateOf(controlPlane({ region: REGION }));
const steps = allSteps();

/** Everything each role may do, by the name of the function or machine that holds it. */
const held = new Map<string, Statement[]>();
for (const [, { Properties }] of [
  ...resourcesOf(template, 'AWS::Lambda::Function'),
  ...resourcesOf(template, 'AWS::StepFunctions::StateMachine'),
]) {
  const [logicalId] = (Properties.Role ?? Properties.RoleArn)['Fn::GetAtt'];
  const role = Object.fromEntries(resourcesOf(template))[logicalId];
  const statements = role?.Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  );
  held.set(Properties.FunctionName ?? Properties.StateMachineName, statements);
}

const statementsOf = (name: string) => held.get(`understudy-orders-${name}`) ?? [];
const actionsIn = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => [Action].flat());
/** Names of the functions and machines that may do something, sorted, without what they all begin with. */
const holding = (isIt: (line: string) => boolean) =>
  [...held]
    .filter(([, statements]) => lines(statements).some(isIt))
    .map(([name]) => name.replace('understudy-orders-', ''))
    .sort();
/** Who may change items of a partition. */
const writing = (partition: string) =>
  holding((line) => /^dynamodb:(Put|Update|Delete)Item /.test(line) && line.includes(`"${partition}#`));
const everyone = [...held].flatMap(([name, statements]) => statements.map((statement) => ({ name, statement })));

const linesOf = (permissions: readonly Permission[]) =>
  lines(
    permissions.map(({ actions, resources, conditions }) => ({
      Effect: 'Allow',
      Action: [...actions],
      Resource: [...resources],
      Condition: conditions,
    })),
  );

/** What every function may do besides: write its own log, and its traces. */
const isHousekeeping = (line: string) => /^(logs:(CreateLogStream|PutLogEvents)|xray:Put\w+) /.test(line);

describe('a step', () => {
  it.each(steps.map((step) => [step.name, step] as const))('%s may do exactly what its folder asks for', (_, step) => {
    const granted = lines(statementsOf(slugOf(step))).filter((line) => !isHousekeeping(line));
    expect([...new Set(granted)].sort()).toEqual([...new Set(linesOf(permissionsOf(step, place)))].sort());
  });

  it('that changes anything may write the guard on the lock, and no step more of it than its folder asks for', () => {
    const guards = (step: AnyStep) => actionsIn(statementsOf(slugOf(step))).includes('dynamodb:UpdateItem');
    // These two take the lock and give it back.
    const keepers = ['AdmitRun', 'CloseRun'];
    expect(steps.filter(({ fenced }) => fenced).every(guards)).toBe(true);
    expect(steps.filter((step) => guards(step) && !step.fenced).map(({ name }) => name)).toEqual(keepers);
  });

  it('reaches nothing in the table but items it is named for', () => {
    const open = everyone.filter(
      ({ statement }) =>
        actionsIn([statement]).some((action) => action.startsWith('dynamodb:')) &&
        !JSON.stringify(statement.Condition ?? {}).includes('dynamodb:LeadingKeys'),
    );
    expect(open).toEqual([]);
  });

  it('can add to the records of runs, and never alter or delete one', () => {
    const onRecords = everyone.filter(({ statement }) => JSON.stringify(statement.Condition ?? {}).includes('run#'));
    expect(new Set(actionsIn(onRecords.map(({ statement }) => statement)))).toEqual(
      new Set(['dynamodb:PutItem', 'dynamodb:Query']),
    );
  });
});

describe('a trigger', () => {
  it.each(TRIGGERS.map((trigger) => [trigger.name, trigger] as const))(
    '%s may do exactly what its folder asks for, and hand over an event it could not handle',
    (name, trigger) => {
      const granted = lines(statementsOf(slugOf(trigger))).filter((line) => !isHousekeeping(line));
      const own = granted.filter((line) => !line.startsWith('sqs:SendMessage '));
      expect([...new Set(own)].sort()).toEqual([...new Set(linesOf(trigger.permissions(place)))].sort());
      const called = ['OnAlarm', 'OnRunEnded'].includes(name);
      expect(granted.length - own.length).toBe(called ? 1 : 0);
    },
  );
});

describe('an item of the table', () => {
  it.each([
    [
      'the lock',
      'lock',
      [
        ...steps.filter(({ fenced }) => fenced).map(slugOf),
        ...['admit-run', 'close-run', 'change-controls', 'on-run-ended', 'watch-region'],
      ],
    ],
    ['the claim', 'claim', ['shift-traffic']],
    ['an approval', 'approval', ['authorize-promotion', 'decide-approval']],
    ['the off switch', 'automation', ['change-controls']],
    ['the presence', 'presence', ['watch-region']],
    ['what the last check for drift found', 'drift', ['check-drift']],
  ])('that is %s is written by those it belongs to alone', (_, partition, writers) => {
    expect(writing(partition)).toEqual([...writers].sort());
  });

  it('of another Region is read, and never written', () => {
    const abroad = everyone.flatMap(({ statement }) =>
      lines([statement]).filter((line) => /:dynamodb:us-east-1:/.test(line)),
    );
    expect(new Set(abroad.map((line) => line.split(' ')[0]))).toEqual(new Set(['dynamodb:GetItem']));
  });
});

describe('the one-way door', () => {
  it('is opened by PromoteDatabase alone', () => {
    const may = [...held].filter(([, statements]) => actionsIn(statements).includes('rds:FailoverGlobalCluster'));
    expect(may.map(([name]) => name)).toEqual(['understudy-orders-promote-database']);
  });
});

describe('a verb', () => {
  it.each([
    ['failover', ['on-alarm', 'watch-region']],
    ['settle', ['watch-region']],
  ])('%s is started by what sees the need for it alone', (verb, starters) => {
    const starting = `states:StartExecution "${place.names.machineArn(verb)}" {}`;
    expect(holding((line) => line === starting)).toEqual(starters);
    const others = everyone.flatMap(({ statement }) => lines([statement])).filter((line) => /StartExec/.test(line));
    expect(
      others.filter((line) => !/"[^"]*:stateMachine:understudy-orders-(failover|settle)" \{\}$/.test(line)),
    ).toEqual([]);
  });

  it.each([
    ['failover', stepsOf(failover)],
    ['settle', stepsOf(settle)],
  ])('%s may invoke every version of its own functions and nothing else', (verb, own) => {
    const invoked = lines(statementsOf(verb)).filter((line) => line.startsWith('lambda:'));
    const functions = own.map(
      (step) => `arn:aws:lambda:${REGION}:111122223333:function:understudy-orders-${slugOf(step)}:*`,
    );
    expect(invoked.sort()).toEqual(functions.map((arn) => `lambda:InvokeFunction "${arn}" {}`).sort());
  });

  it('settle can neither promote, deploy, retire nor claim', () => {
    const invoked = JSON.stringify(statementsOf('settle'));
    for (const word of ['promote', 'deploy', 'retire', 'shift']) expect(invoked).not.toContain(word);
  });
});

describe('what only one step may do', () => {
  it.each([
    ['create a stack', 'cloudformation:CreateStack', ['deploy-stacks']],
    ['delete a stack', 'cloudformation:DeleteStack', ['deploy-stacks', 'retire-stacks']],
    ['change a record', 'route53:ChangeResourceRecordSets', ['settle-traffic']],
    ['create a health check', 'route53:CreateHealthCheck', ['settle-traffic']],
    ['delete a health check', 'route53:DeleteHealthCheck', ['settle-traffic']],
    ['make an alarm', 'cloudwatch:PutMetricAlarm', ['settle-traffic']],
    ['unmake an alarm', 'cloudwatch:DeleteAlarms', ['settle-traffic']],
  ])('is to %s', (_, action, holders) => {
    expect(holding((line) => line.startsWith(`${action} `))).toEqual(holders);
  });

  it('reaches no alarm but those on a claim, and no record but those of the plan', () => {
    const alarms = lines(statementsOf('settle-traffic')).filter((line) => /:(PutMetricAlarm|DeleteAlarms) /.test(line));
    expect(alarms.filter((line) => !line.includes(':alarm:understudy-orders-claim-above-*"'))).toEqual([]);
    const records = lines(statementsOf('settle-traffic')).filter((line) => /:ChangeResourceRecordSets /.test(line));
    expect(records.length).toBeGreaterThan(0);
    for (const line of records) expect(line).toContain('route53:ChangeResourceRecordSetsNormalizedRecordNames');
  });

  it.each([
    ['health-signal', 'settle-traffic'],
    ['record-update', 'shift-traffic'],
    ['routing-control', 'shift-traffic'],
  ] as const)('knows where Route 53 is: by strategy %s, in %s alone', (strategy, slug) => {
    const of: Place = { ...place, plan: { ...plan, traffic: { ...plan.traffic, strategy } } };
    const may = [...steps, ...TRIGGERS].filter((one) =>
      one.permissions(of).some(({ actions }) => actions.some((action) => /^route53/.test(action))),
    );
    expect(may.map(slugOf)).toEqual([slug]);
  });
});

describe('a plan without databases', () => {
  const of: Place = { ...place, plan: { ...plan, databases: [] } };
  const asked = [...steps, ...TRIGGERS].flatMap((one) => one.permissions(of));

  it('asks for nothing at RDS, and for nothing without naming what it is done to', () => {
    expect(asked.flatMap(({ actions }) => actions).filter((action) => action.startsWith('rds:'))).toEqual([]);
    expect(asked.filter(({ resources }) => resources.length === 0)).toEqual([]);
  });
});

describe('nobody', () => {
  it('holds an action with a wildcard, so that a list of what is forbidden can be complete', () => {
    expect(
      everyone.flatMap(({ statement }) => actionsIn([statement])).filter((action) => action.includes('*')),
    ).toEqual([]);
  });

  it.each([
    ['deletes, detaches or changes a database', /^rds:(?!Describe|FailoverGlobalCluster$)/],
    ['writes identities', /^iam:(?!PassRole$)/],
    ['deletes an object, or shortens how long it is kept', /^s3:(?!GetObject|PutObject$|ListBucket(Versions)?$)/],
    ['deletes or scans items', /^dynamodb:(?!GetItem|PutItem|UpdateItem|Query$)/],
    ['updates a stack', /^cloudformation:(?!CreateStack$|DeleteStack$|Describe|Detect|GetTemplate$|TagResource$)/],
    ['raises an alarm', /^cloudwatch:(?!GetMetricData$|DescribeAlarms$|PutMetricData$|PutMetricAlarm$|DeleteAlarms$)/],
    ['forges an event', /^events:/],
    [
      'changes a zone, or a health check that it did not make',
      /^route53(?!:(ListResourceRecordSets|ChangeResourceRecordSets|(Create|Delete)HealthCheck|ListHealthChecks)$)/,
    ],
    ['touches a key', /^kms:/],
    ['answers for a task, or stops a run', /^states:(?!StartExecution$|Describe|ListTagsForResource$)/],
    ['changes a function', /^lambda:(?!InvokeFunction$|Get)/],
    ['assumes another role', /^sts:/],
  ])('%s', (_, forbidden) => {
    const found = everyone.filter(({ statement }) => actionsIn([statement]).some((action) => forbidden.test(action)));
    expect(found).toEqual([]);
  });

  it('passes a role but the one for releases, and that to CloudFormation only', () => {
    const passing = everyone.filter(({ statement }) => actionsIn([statement]).includes('iam:PassRole'));
    expect([...new Set(passing.flatMap(({ statement }) => lines([statement])))]).toEqual([
      `iam:PassRole "${place.names.releaseRoleArn}" {"StringEquals":{"iam:PassedToService":"cloudformation.amazonaws.com"}}`,
    ]);
  });

  it('acts on every resource, but where AWS has none to name', () => {
    const onAll = everyone.filter(({ statement }) => [statement.Resource].flat().includes('*'));
    const actions = [...new Set(onAll.flatMap(({ statement }) => actionsIn([statement])))];
    const holders = actions.map((action) => [action, holding((line) => line.startsWith(`${action} "*"`))] as const);
    // X-Ray has no resources; every function and the machine trace.
    expect(
      holders
        .filter(([action]) => action.startsWith('xray:'))
        .map(([action]) => action)
        .sort(),
    ).toEqual(
      ['GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'].map(
        (name) => `xray:${name}`,
      ),
    );
    // Log delivery has no resources; only machines need it.
    const delivery = holders.filter(([action]) => action.startsWith('logs:'));
    expect(new Set(delivery.flatMap(([, names]) => names))).toEqual(new Set(['failover', 'settle']));
    // Metrics have no resources, and DescribeAlarms is authorised on all alarms at once; what is written is held to
    // its namespace. Health checks have no names beforehand.
    expect(Object.fromEntries(holders.filter(([action]) => !/^(xray|logs):/.test(action)))).toEqual({
      'cloudformation:DescribeStacks': ['check-drift', 'check-readiness', 'deploy-stacks', 'retire-stacks'],
      'cloudwatch:DescribeAlarms': ['confirm-outage', 'settle-traffic', 'watch-region'],
      'cloudwatch:GetMetricData': ['check-readiness', 'confirm-outage', 'settle-traffic'],
      'cloudwatch:PutMetricData': ['check-drift', 'shift-traffic', 'watch-region'],
      'route53:CreateHealthCheck': ['settle-traffic'],
      'route53:ListHealthChecks': ['settle-traffic'],
    });
    expect(lines(statementsOf('watch-region'))).toContain(
      'cloudwatch:PutMetricData "*" {"StringEquals":{"cloudwatch:namespace":"Understudy"}}',
    );
  });
});

describe('a role', () => {
  it('is trusted by one service, and only on behalf of this account where AWS says so', () => {
    const trusts = resourcesOf(template, 'AWS::IAM::Role').map(
      ([, { Properties }]) => Properties.AssumeRolePolicyDocument.Statement,
    );
    const lambda = [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }];
    const others = trusts.filter((statements) => JSON.stringify(statements) !== JSON.stringify(lambda));
    const machine = {
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { Service: 'states.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': `arn:aws:states:${REGION}:111122223333:stateMachine:*` },
      },
    };
    expect(others).toEqual([[machine], [machine]]);
  });

  it('has room for what is written into it, in a plan of five Regions too', () => {
    const regions = ['us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-2', 'ap-northeast-1'];
    const clusters = Object.fromEntries(regions.map((region) => [region, `orders-${region}`]));
    const wide = { ...plan, regions, databases: plan.databases.map((database) => ({ ...database, clusters })) };
    // Without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    const characters = resourcesOf(templateOf(controlPlane({ plan: wide })), 'AWS::IAM::Role').map(
      ([, { Properties }]) => JSON.stringify(Properties.Policies).length,
    );
    expect(Math.max(...characters)).toBeLessThan(10_240);
  });

  it('gets nothing but what is written into it; but what looks at a stack of any resources gets SecurityAudit', () => {
    expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([]);
    const managed = resourcesOf(template, 'AWS::IAM::Role').filter(
      ([, { Properties }]) => Properties.ManagedPolicyArns,
    );
    expect(managed.map(([, { Properties }]) => Properties.ManagedPolicyArns)).toEqual([
      [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/SecurityAudit']] }],
    ]);
    expect(managed.map(([id]) => id)).toEqual([expect.stringMatching(/^DriftCheckDriftRole/)]);
  });
});
