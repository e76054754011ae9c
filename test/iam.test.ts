import { permissionsOf } from '../lib/constructs/permissions';
import { namesOf } from '../lib/domain/names';
import { type AnyStep, type Permission, type Place, slugOf } from '../lib/domain/step';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { controlPlane, plan, resourcesOf, templateOf } from './synthesised';

const REGION = 'us-west-2';
const place: Place = { plan, region: REGION, names: namesOf(plan, REGION) };
const template = templateOf(controlPlane({ region: REGION }));
const steps = stepsOf(failover);

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

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
const everyone = [...held].flatMap(([name, statements]) => statements.map((statement) => ({ name, statement })));

/** One line for each action on each resource, with its condition. */
const lines = (statements: readonly Statement[]) =>
  statements.flatMap(({ Action, Resource, Condition = {} }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        [Resource].flat().map((resource) => `${action} ${JSON.stringify(resource)} ${JSON.stringify(Condition)}`),
      ),
  );
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
    expect(
      steps
        .filter(guards)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['CloseRun', ...steps.filter(({ fenced }) => fenced).map(({ name }) => name)].sort());
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

describe('the one-way door', () => {
  it('is opened by PromoteDatabase alone', () => {
    const may = [...held].filter(([, statements]) => actionsIn(statements).includes('rds:FailoverGlobalCluster'));
    expect(may.map(([name]) => name)).toEqual(['understudy-orders-promote-database']);
  });
});

describe('a failover', () => {
  it('is started by on-alarm alone', () => {
    const may = [...held].filter(([, statements]) => actionsIn(statements).includes('states:StartExecution'));
    expect(may.map(([name]) => name)).toEqual(['understudy-orders-on-alarm']);
    expect(lines(statementsOf('on-alarm')).filter((line) => line.startsWith('states:'))).toEqual([
      `states:StartExecution "${place.names.machineArn('failover')}" {}`,
    ]);
  });

  it('may invoke every version of its own functions and nothing else', () => {
    const invoked = lines(statementsOf('failover')).filter((line) => line.startsWith('lambda:'));
    const own = steps.map(
      (step) => `arn:aws:lambda:${REGION}:111122223333:function:understudy-orders-${slugOf(step)}:*`,
    );
    expect(invoked.sort()).toEqual(own.map((arn) => `lambda:InvokeFunction "${arn}" {}`).sort());
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
    ['deletes an object, or shortens how long it is kept', /^s3:(?!GetObject|PutObject$|ListBucket$)/],
    ['deletes or scans items', /^dynamodb:(?!GetItem|PutItem|UpdateItem|Query$)/],
    ['deletes or updates a stack', /^cloudformation:(?!CreateStack$|Describe|TagResource$)/],
    ['raises the alarm, or changes it', /^cloudwatch:(?!GetMetricData$|DescribeAlarms$|PutMetricData$)/],
    ['forges an event', /^events:/],
    ['changes DNS', /^route53/],
    ['touches a key', /^kms:/],
    ['answers for a task, or stops a run', /^states:(?!StartExecution$|DescribeExecution$)/],
    ['changes a function', /^lambda:(?!InvokeFunction$)/],
    ['assumes another role', /^sts:/],
  ])('%s', (_, forbidden) => {
    const found = everyone.filter(({ statement }) => actionsIn([statement]).some((action) => forbidden.test(action)));
    expect(found).toEqual([]);
  });

  it('passes a role but the one for releases, and that to CloudFormation only', () => {
    const passing = everyone.filter(({ statement }) => actionsIn([statement]).includes('iam:PassRole'));
    expect(passing.flatMap(({ statement }) => lines([statement]))).toEqual([
      `iam:PassRole "${place.names.releaseRoleArn}" {"StringEquals":{"iam:PassedToService":"cloudformation.amazonaws.com"}}`,
    ]);
  });

  it('acts on every resource, but where AWS has none to name', () => {
    const onAll = everyone.filter(({ statement }) => [statement.Resource].flat().includes('*'));
    const table = new Map<string, string[]>();
    for (const { name, statement } of onAll) {
      for (const action of actionsIn([statement])) table.set(action, [...(table.get(action) ?? []), name]);
    }
    const holders = [...table];
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
    // Log delivery has no resources; only the machine needs it.
    const delivery = holders.filter(([action]) => action.startsWith('logs:'));
    expect(new Set(delivery.flatMap(([, names]) => names))).toEqual(new Set(['understudy-orders-failover']));
    // Metrics have no resources, and DescribeAlarms is authorised on all alarms at once; what is written is held to
    // its namespace.
    expect(Object.fromEntries(holders.filter(([action]) => !/^(xray|logs):/.test(action)))).toEqual({
      'cloudwatch:DescribeAlarms': ['understudy-orders-confirm-outage'],
      'cloudwatch:GetMetricData': ['understudy-orders-check-readiness'],
      'cloudwatch:PutMetricData': ['understudy-orders-watch-region'],
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
    expect(others).toEqual([
      [
        {
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { Service: 'states.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': '111122223333' },
            ArnLike: { 'aws:SourceArn': `arn:aws:states:${REGION}:111122223333:stateMachine:*` },
          },
        },
      ],
    ]);
  });

  it('gets nothing but what is written into it', () => {
    expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([]);
    expect(
      resourcesOf(template, 'AWS::IAM::Role').filter(([, { Properties }]) => Properties.ManagedPolicyArns),
    ).toEqual([]);
  });
});
