import { permissionsOf } from '../lib/constructs/permissions';
import { TRIGGERS } from '../lib/constructs/understudy-app';
import { namesOf } from '../lib/domain/names';
import { type Lane, laneOf } from '../lib/domain/release/lane';
import { RUN_EVENTS } from '../lib/domain/run-event';
import { type AnyStep, lambdaSlugOf, type Permission, type Place, slugOf } from '../lib/domain/step';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { stepsOf } from '../lib/workflow/grammar';
import { lines, type Statement } from './statements';
import { controlPlane, plan, resourcesOf, templateIn, templateOf, workflowOf } from './synthesised';

const REGION = 'us-west-2';
const place: Place = { plan, region: REGION, names: namesOf(plan, REGION) };
const template = templateIn(REGION);
/** Every function of a step that the example has work for, by the last word of its name. */
const functions = new Map<string, { readonly step: AnyStep; readonly lane: Lane }>(
  VERBS.flatMap((verb) => {
    const lane = laneOf(verb);
    return stepsOf(workflowOf(verb)).map((step) => [lambdaSlugOf(step, lane), { step, lane }] as const);
  }),
);
const steps = [...new Set([...functions.values()].map(({ step }) => step))];

/** Everything each role may do, by the name of the function or machine that holds it. */
const held = new Map<string, Statement[]>();
for (const [, { Properties }] of [
  ...resourcesOf(template, 'AWS::Lambda::Function'),
  ...resourcesOf(template, 'AWS::StepFunctions::StateMachine'),
]) {
  const [logicalId] = (Properties.Role ?? Properties.RoleArn)['Fn::GetAtt'];
  const role = Object.fromEntries(resourcesOf(template))[logicalId];
  const managed = (role?.Properties.ManagedPolicyArns ?? [])
    .filter((arn: { Ref?: string }) => arn.Ref)
    .map(({ Ref }: { Ref: string }) => Object.fromEntries(resourcesOf(template))[Ref]?.Properties);
  const statements = [...(role?.Properties.Policies ?? []), ...managed].flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  );
  held.set(Properties.FunctionName ?? Properties.StateMachineName, statements);
}

const arnOf = (slug: string) => `arn:aws:lambda:${REGION}:111122223333:function:understudy-orders-${slug}`;
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
const isStream = ({ Resource }: Statement) =>
  [Resource].flat().every((resource) => String(resource).includes('/stream/'));
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
  it.each([...functions])('%s may do exactly what its folder asks for in its lane', (slug, { step, lane }) => {
    const granted = lines(statementsOf(slug)).filter((line) => !isHousekeeping(line));
    const asked = linesOf(permissionsOf(step, step.perLane ? { ...place, lane } : place));
    expect([...new Set(granted)].sort()).toEqual([...new Set(asked)].sort());
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
        // A stream has no keys to name; who reads it is asked below.
        !isStream(statement) &&
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
      const called = ['OnAlarm', 'OnRisk', 'OnSchedule', 'OnRunEnded', 'CloseLeftBehind', 'RecordDatabaseEvent'];
      expect(granted.length - own.length).toBe([...called, 'PublishEvents'].includes(name) ? 1 : 0);
    },
  );
});

describe('an item of the table', () => {
  it.each([
    [
      'the lock',
      'lock',
      [
        ...[...functions].filter(([, { step }]) => step.fenced).map(([slug]) => slug),
        ...['admit-run', 'close-run', 'change-controls', 'on-run-ended', 'close-left-behind'],
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

  it('of another Region is read; written are only its lock and its fence, by what a switchover needs', () => {
    const abroad = (line: string) => /:dynamodb:us-east-1:/.test(line);
    const all = everyone.flatMap(({ statement }) => lines([statement])).filter(abroad);
    expect(new Set(all.map((line) => line.split(' ')[0]))).toEqual(
      new Set(['GetItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`)),
    );
    const written = (partition: string) =>
      holding((line) => abroad(line) && !line.startsWith('dynamodb:GetItem ') && line.includes(`"${partition}#`));
    expect(written('lock')).toEqual(['admit-run', 'close-run']);
    expect(written('fence')).toEqual(['fence-region', 'unfence-region']);
    const others = all.filter((line) => !line.startsWith('dynamodb:GetItem ') && !/"(lock|fence)#/.test(line));
    expect(others).toEqual([]);
  });
});

describe('the one-way door', () => {
  it('is opened by PromoteDatabase alone', () => {
    for (const action of ['rds:FailoverGlobalCluster', 'rds:SwitchoverGlobalCluster']) {
      expect(holding((line) => line.startsWith(`${action} `))).toEqual(['promote-database']);
    }
  });
});

describe('a verb', () => {
  it.each<[Verb, string[]]>([
    ['failover', ['on-alarm', 'watch-region']],
    ['switchover', []],
    ['drill', ['on-schedule']],
    ['prewarm', ['on-risk']],
    ['check', ['on-schedule']],
    ['settle', ['watch-region']],
    ['stand-down', ['watch-region']],
    ['retire', ['watch-region']],
  ])('%s is started by what sees the need for it alone', (verb, starters) => {
    const starting = `states:StartExecution "${place.names.machineArn(verb)}" {}`;
    expect(holding((line) => line === starting)).toEqual(starters);
  });

  it('is all that anything may start', () => {
    const starts = everyone.flatMap(({ statement }) => lines([statement])).filter((line) => /StartExec/.test(line));
    const known = VERBS.map((verb) => `states:StartExecution "${place.names.machineArn(verb)}" {}`);
    expect(starts.filter((line) => !known.includes(line))).toEqual([]);
  });

  it.each(VERBS)('%s may invoke every version of its own functions and nothing else', (verb) => {
    const invoked = lines(statementsOf(verb)).filter((line) => line.startsWith('lambda:'));
    const own = stepsOf(workflowOf(verb)).map((step) => arnOf(lambdaSlugOf(step, laneOf(verb))));
    expect(invoked.sort()).toEqual(own.map((arn) => `lambda:InvokeFunction "${arn}:*" {}`).sort());
  });

  it.each<[Verb, string[]]>([
    ['drill', ['promote', 'shift', 'settle', 'fence', 'keep-warm', 'authorize', 'announce']],
    ['prewarm', ['promote', 'shift', 'settle', 'fence', '-drill', 'authorize', 'announce']],
    ['check', ['admit', 'promote', 'shift', 'settle', 'fence', 'deploy', 'retire', 'keep-warm', '-drill']],
    ['settle', ['promote', 'deploy', 'retire', 'shift', 'fence']],
    ['stand-down', ['promote', 'deploy', 'retire', 'shift', 'settle', 'unfence', 'authorize']],
    ['retire', ['promote', 'deploy', 'shift', 'settle', 'fence', 'keep-warm']],
  ])('%s can have nothing done that is none of its business', (verb, words) => {
    const invoked = statementsOf(verb)
      .flatMap((statement) => lines([statement]))
      .filter((line) => /InvokeFunc/.test(line));
    expect(
      invoked.filter((line) =>
        words.some((word) => line.includes(`orders-${word}`) || (word[0] === '-' && line.includes(`${word}:`))),
      ),
    ).toEqual([]);
  });
});

describe('a lane', () => {
  const stacksOf = (slug: string) => lines(statementsOf(slug)).flatMap((line) => line.match(/:stack\/[^"]+/g) ?? []);
  const ofDrills = [...functions.keys()].filter((slug) => slug.endsWith('-drill'));

  it('has functions of its own wherever stacks are changed', () => {
    expect(ofDrills).toEqual(['check-readiness-drill', 'deploy-stacks-drill', 'retire-stacks-drill']);
  });

  it('that drills changes no stack but its own', () => {
    for (const slug of ['deploy-stacks-drill', 'retire-stacks-drill']) {
      const changes = lines(statementsOf(slug)).filter((line) => /^cloudformation:(Create|Delete|Update)/.test(line));
      expect(changes.length).toBeGreaterThan(0);
      expect(changes.filter((line) => !line.includes(':stack/drill-'))).toEqual([]);
    }
  });

  it('that is live creates no stack of a drill', () => {
    const created = lines(statementsOf('deploy-stacks')).filter((line) => /^cloudformation:CreateStack /.test(line));
    expect(created.length).toBeGreaterThan(0);
    expect(stacksOf('deploy-stacks').length).toBeGreaterThan(0);
    expect(created.filter((line) => line.includes(':stack/drill-'))).toEqual([]);
  });
});

describe('what only one step may do', () => {
  it.each([
    ['create a stack', 'cloudformation:CreateStack', ['deploy-stacks', 'deploy-stacks-drill']],
    [
      'delete a stack',
      'cloudformation:DeleteStack',
      ['deploy-stacks', 'deploy-stacks-drill', 'retire-stacks', 'retire-stacks-drill'],
    ],
    ['copy a snapshot', 'rds:CopyDBClusterSnapshot', ['record-divergence']],
    ['tell what happens', 'events:PutEvents', ['announce-region', 'publish-events', 'watch-region']],
    ['read what the table was told', 'dynamodb:GetRecords', ['publish-events']],
    ['write who is active', 'ssm:PutParameter', ['announce-region', 'watch-region']],
    ['scale a service', 'ecs:UpdateService', ['deploy-stacks', 'fence-region', 'unfence-region']],
    ['simulate what a role may do', 'iam:SimulatePrincipalPolicy', ['audit-permissions']],
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
  // What keeps what RDS tells is not deployed there.
  const asked = [...steps, ...TRIGGERS]
    .filter(({ name }) => name !== 'RecordDatabaseEvent')
    .flatMap((one) => one.permissions(of));

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
    [
      'deletes, detaches or changes a database',
      /^rds:(?!Describe|(Failover|Switchover)GlobalCluster$|CopyDBClusterSnapshot$|AddTagsToResource$)/,
    ],
    ['writes identities', /^iam:(?!PassRole$|GetRole$|SimulatePrincipalPolicy$)/],
    ['deletes an object, or shortens how long it is kept', /^s3:(?!GetObject|PutObject$|ListBucket(Versions)?$)/],
    [
      'deletes or scans items',
      /^dynamodb:(?!GetItem|PutItem|UpdateItem|Query$|DescribeStream$|GetRecords$|GetShardIterator$|ListStreams$)/,
    ],
    // F-69
    [
      'updates a stack',
      /^cloudformation:(?!CreateStack$|DeleteStack$|Describe|Detect|GetTemplate$|ListStackResources$|TagResource$)/,
    ],
    ['raises an alarm', /^cloudwatch:(?!GetMetricData$|DescribeAlarms$|PutMetricData$|PutMetricAlarm$|DeleteAlarms$)/],
    ['makes or unmakes a rule', /^events:(?!PutEvents$|Describe|List)/],
    [
      'changes a zone, or a health check that it did not make',
      /^route53(?!:(ListResourceRecordSets|ChangeResourceRecordSets|(Create|Delete)HealthCheck|ListHealthChecks)$)/,
    ],
    ['touches a key', /^kms:(?!DescribeKey$)/],
    ['answers for a task', /^states:(?!(Start|Stop)Execution$|Describe|ListTagsForResource$)/],
    ['changes a function', /^lambda:(?!InvokeFunction$|Get)/],
    ['assumes another role', /^sts:/],
  ])('%s', (_, forbidden) => {
    const found = everyone.filter(({ statement }) => actionsIn([statement]).some((action) => forbidden.test(action)));
    expect(found).toEqual([]);
  });

  it('puts an event on a bus but the ones that tell who is active and what a run does, each from its own place', () => {
    for (const [name, statements] of held) {
      const putting = statements.filter((statement) => actionsIn([statement]).includes('events:PutEvents'));
      for (const { Condition, Resource } of putting) {
        const own = name.endsWith('-publish-events');
        expect(Condition).toEqual({
          StringEquals: {
            'events:source': 'understudy',
            'events:detail-type': own ? Object.values(RUN_EVENTS) : 'Active Region Changed',
          },
        });
        if (own) expect(Resource).toBe(`arn:aws:events:${REGION}:111122223333:event-bus/default`);
      }
    }
  });

  it('ends a run but the watch, and that one switchovers of its Region only', () => {
    const ending = everyone.filter(({ statement }) => actionsIn([statement]).includes('states:StopExecution'));
    expect(ending.map(({ name }) => name)).toEqual(['understudy-orders-watch-region']);
    expect(ending.flatMap(({ statement }) => lines([statement]))).toEqual([
      `states:StopExecution "${place.names.executionsArn('switchover')}" {}`,
    ]);
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
    expect(new Set(delivery.flatMap(([, names]) => names))).toEqual(new Set(VERBS));
    // Metrics have no resources, and DescribeAlarms is authorised on all alarms at once; what is written is held to
    // its namespace. Health checks have no names beforehand.
    expect(Object.fromEntries(holders.filter(([action]) => !/^(xray|logs):/.test(action)))).toEqual({
      'cloudformation:DescribeStacks': [
        ...['audit-control-plane', 'audit-standby', 'check-drift', 'check-readiness', 'check-readiness-drill'],
        ...['deploy-stacks', 'fence-region', 'retire-stacks', 'retire-stacks-drill'],
      ],
      'cloudwatch:DescribeAlarms': [
        ...['audit-control-plane', 'confirm-outage', 'on-risk', 'settle-traffic', 'watch-region'],
      ],
      'cloudwatch:GetMetricData': ['check-readiness', 'check-readiness-drill', 'confirm-outage', 'settle-traffic'],
      'cloudwatch:PutMetricData': ['check-drift', 'report-readiness', 'shift-traffic', 'watch-region'],
      // What a check reads of the account has no names beforehand, or IAM knows none for it.
      'elasticloadbalancing:DescribeTargetGroups': ['audit-standby'],
      'events:ListRuleNamesByTarget': ['audit-control-plane'],
      'servicequotas:GetAWSDefaultServiceQuota': ['audit-standby'],
      'servicequotas:GetServiceQuota': ['audit-standby'],
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
    expect(others).toEqual(VERBS.map(() => [machine]));
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
