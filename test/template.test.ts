import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { TRIGGERS } from '../lib/constructs/understudy-app';
import { runSecondsMax } from '../lib/constructs/workflow-machine';
import { namesOf, STACK_OUTPUTS } from '../lib/domain/names';
import { laneOf } from '../lib/domain/release/lane';
import { lambdaSlugOf, slugOf } from '../lib/domain/step';
import { VERBS } from '../lib/domain/verbs';
import { stepsOf } from '../lib/workflow/grammar';
import { statesIn } from './asl/definition';
import {
  controlPlane,
  controlPlanes,
  definitionOf,
  plan,
  resourcesOf,
  templateIn,
  templateOf,
  workflowOf,
} from './synthesised';

const REGION = 'us-west-2';
const names = namesOf(plan, REGION);
const template = templateIn(REGION);
/** Every function of a step that the example has work for, by the last word of its name. */
const functions = new Map(
  VERBS.flatMap((verb) => stepsOf(workflowOf(verb)).map((step) => [lambdaSlugOf(step, laneOf(verb)), step] as const)),
);

describe('a control plane', () => {
  it.each(plan.regions)('in %s names of other Regions only what is called alike everywhere', (region) => {
    const json = JSON.stringify(templateIn(region).toJSON());
    const others = plan.regions.filter((other) => other !== region);
    const text = json.replaceAll(JSON.stringify(JSON.stringify(plan)).slice(2, -2), '');
    const arns = others.flatMap((other) => text.match(new RegExp(`arn:aws:[^"]*:${other}:[^"]*`, 'g')) ?? []);
    const known = others.flatMap((other) => [
      // FailoverGlobalCluster is authorised on every member, wherever it is.
      `arn:aws:rds:${other}:111122223333:cluster:orders-${other}`,
      // What a Region says of itself is read there, and the alarm on its claim is made there.
      `arn:aws:dynamodb:${other}:111122223333:table/understudy-orders`,
      `arn:aws:cloudwatch:${other}:111122223333:alarm:understudy-orders-claim-above-*`,
      // A switchover fences the Region that it replaces: services of the stacks that the plan names.
      ...['orders-web-r-*/*', 'orders-web/*'].map(
        (stack) => `arn:aws:cloudformation:${other}:111122223333:stack/${stack}`,
      ),
      ...['*', '*/orders-web-*'].map((service) => `arn:aws:ecs:${other}:111122223333:service/${service}`),
      // Every Region is told who is active.
      `arn:aws:ssm:${other}:111122223333:parameter/understudy/orders/active-region`,
      `arn:aws:events:${other}:111122223333:event-bus/default`,
    ]);
    expect([...new Set(arns)].sort()).toEqual(known.sort());
  });

  it('refers to no other stack', () => {
    const json = JSON.stringify(template.toJSON());
    expect(json).not.toContain('Fn::ImportValue');
    expect(json).not.toContain('Fn::GetStackOutput');
    expect(Object.values(template.toJSON().Outputs).filter((output) => 'Export' in (output as object))).toEqual([]);
  });

  it('deploys alone: the other Regions change nothing in it, and it waits for none', () => {
    const together = controlPlanes({ regions: plan.regions }).find((stack) => stack.region === REGION);
    expect(together && templateOf(together).toJSON()).toEqual(template.toJSON());
    expect(together?.dependencies).toEqual([]);
  });

  it('has the same resources in every Region', () => {
    const typesIn = (region: string) => resourcesOf(templateIn(region)).map(([, { Type }]) => Type);
    for (const region of plan.regions) expect(typesIn(region).sort()).toEqual(typesIn(REGION).sort());
  });

  it('tells what others need to know', () => {
    expect(Object.keys(template.toJSON().Outputs).sort()).toEqual(Object.values(STACK_OUTPUTS).sort());
  });

  it('is what CloudFormation accepts', () => {
    const app = controlPlane({ app: { builtinCloudFormationValidation: true } }).node.root as App;
    const { directory } = app.synth();
    const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports).toEqual([]);
  });

  it('holds only what a takeover does not have to create first', () => {
    const types = new Set(resourcesOf(template).map(([, { Type }]) => Type));
    expect([...types].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::CompositeAlarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::DynamoDB::Table',
      'AWS::Events::Rule',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Url',
      'AWS::Lambda::Version',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::StepFunctions::StateMachine',
    ]);
  });
});

describe('a Lambda', () => {
  const lambdas = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);

  it('stands behind every step and every trigger, and nowhere else', () => {
    const expected = [...functions.keys(), ...TRIGGERS.map(slugOf)].map(names.lambda);
    expect(lambdas.map(({ FunctionName }) => FunctionName).sort()).toEqual(expected.sort());
  });

  it.each(lambdas.map((properties) => [properties.FunctionName, properties]))('%s runs on Node 24, ARM', (_, it) => {
    expect(it).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    expect(it.VpcConfig).toBeUndefined();
  });

  it('is traced, unless it is called around the clock: then only what went wrong is logged of its calls', () => {
    const busy = lambdas.filter(({ TracingConfig }) => TracingConfig?.Mode !== 'Active');
    expect(busy.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      ['close-left-behind', 'serve-signal', 'watch-region'].map(names.lambda),
    );
    for (const { LoggingConfig } of busy) {
      expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN' });
    }
    const mayTrace = resourcesOf(template, 'AWS::IAM::Role').filter(([, role]) =>
      JSON.stringify(role.Properties.Policies ?? []).includes('xray:PutTraceSegments'),
    );
    expect(mayTrace.filter(([id]) => /ServeSignal|WatchRegion|CloseLeftBehind/.test(id))).toEqual([]);
  });

  it('has 512 MB, and less where nobody waits for it or it sleeps for most of what is billed', () => {
    const small = lambdas.filter(({ MemorySize }) => MemorySize !== 512);
    expect(Object.fromEntries(small.map(({ FunctionName, MemorySize }) => [FunctionName, MemorySize]))).toEqual({
      [names.lambda('audit-permissions')]: 192,
      [names.lambda('check-drift')]: 256,
      [names.lambda('close-left-behind')]: 256,
      [names.lambda('on-schedule')]: 256,
      [names.lambda('watch-region')]: 256,
    });
  });

  it('knows nothing from its environment, but the watch the addresses that AWS made up', () => {
    const told = lambdas.filter(({ Environment }) => Environment !== undefined);
    expect(told.map(({ FunctionName, Environment }) => [FunctionName, Environment.Variables])).toEqual([
      [
        names.lambda('watch-region'),
        {
          SIGNAL_URL: { 'Fn::GetAtt': [expect.stringMatching(/^SignalServeSignal/), 'FunctionUrl'] },
          APPROVAL_URL: { 'Fn::GetAtt': [expect.stringMatching(/^ApprovalDecideApproval/), 'FunctionUrl'] },
          CONTROLS_URL: { 'Fn::GetAtt': [expect.stringMatching(/^ControlsChangeControls/), 'FunctionUrl'] },
        },
      ],
    ]);
  });

  it('shares the account with all others, but for the signal', () => {
    const reserving = lambdas.filter(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions !== undefined);
    expect(reserving.map(({ FunctionName }) => FunctionName)).toEqual([names.lambda('serve-signal')]);
  });

  it.each([...functions])('%s has the time its folder asks for', (slug, step) => {
    const found = lambdas.find(({ FunctionName }) => FunctionName === names.lambda(slug));
    expect(found).toMatchObject({ Timeout: step.timeoutSeconds, Description: step.purpose });
  });

  it('keeps every version that a run may be using', () => {
    const versions = resourcesOf(template, 'AWS::Lambda::Version');
    expect(versions).toHaveLength(functions.size);
    for (const [, version] of versions) {
      expect(version).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('logs to a group of its own, for 90 days', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
    expect(groups).toHaveLength(lambdas.length + VERBS.length);
    for (const group of groups) expect(group.RetentionInDays).toBe(90);
  });
});

it('a verb is one machine', () => {
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([, { Properties }]) => Properties);
  expect(machines.map(({ StateMachineName }) => StateMachineName)).toEqual(
    ['failover', 'switchover', 'drill', 'prewarm', 'check', 'settle', 'stand-down', 'retire'].map(
      (verb) => `understudy-orders-${verb}`,
    ),
  );
});

describe.each(VERBS.map((verb) => ({ verb })))('the $verb machine', ({ verb }) => {
  const machine = definitionOf(template, verb);
  const own = stepsOf(workflowOf(verb));

  it('logs no data of a run', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: names.machine(verb),
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });

  it('ends every task and every run', () => {
    for (const step of own) {
      const state = Object.fromEntries(statesIn(machine))[step.name];
      expect(state?.TimeoutSeconds).toBe(step.timeoutSeconds + 15);
    }
    expect(machine.TimeoutSeconds).toBe(runSecondsMax(own, { plan }));
    const untilOverdue = own.reduce((sum, { overdueSeconds }) => sum + overdueSeconds(plan), 0);
    expect(machine.TimeoutSeconds).toBeGreaterThan(untilOverdue);
    // A switchover has the most steps: each with all its time, and six attempts at its last look.
    expect(machine.TimeoutSeconds).toBeLessThan(8 * 3600);
  });

  // F-15, F-107
  it('names published versions, never what a deployment may replace', () => {
    const tasks = statesIn(machine).filter(([, { Type }]) => Type === 'Task');
    for (const [name, { Arguments }] of tasks) {
      const { FunctionName } = Arguments as { FunctionName: string };
      const [, id = ''] = /^\$\{(\w+)\}$/.exec(FunctionName) ?? [];
      expect([name, template.toJSON().Resources[id]?.Type]).toEqual([name, 'AWS::Lambda::Version']);
    }
  });

  it('carries the plan as data, its input whole and an empty list of failures', () => {
    expect(machine.States.Plan?.Output).toEqual({
      plan,
      request: '{% $states.input %}',
      run: {
        id: '{% $states.context.Execution.Id %}',
        verb,
        region: REGION,
        startedAt: '{% $states.context.Execution.StartTime %}',
        planSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        signalUrl: expect.stringMatching(/^\$\{Signal\w+\.FunctionUrl\}$/),
      },
      failures: [],
    });
  });

  it('evaluates nothing of the plan', () => {
    expect(JSON.stringify(machine.States.Plan?.Output).match(/\{%/g)).toHaveLength(3);
  });
});

describe('what must outlive the stack', () => {
  it('the table is protected, recoverable and retained', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: names.table,
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    });
  });

  it.each([
    ['evidence', names.evidenceBucket, { Mode: 'COMPLIANCE', Days: 365 }],
    // 168 h a takeover may deploy a release, and a week more.
    ['releases', names.releaseBucket, { Mode: 'GOVERNANCE', Days: 14 }],
  ])('%s cannot be altered, and are private', (_, BucketName, DefaultRetention) => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName,
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: Match.objectEquals({
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        }),
      },
    });
  });

  it('a release is kept as long as the plan lets it be deployed', () => {
    const slow = { ...plan, release: { ...plan.release, ageHoursMax: 24 * 30 + 1 } };
    templateOf(controlPlane({ plan: slow })).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: names.releaseBucket,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 38 } } },
    });
  });

  it.each(['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'])(
    '%s refuses plain HTTP',
    (type) => {
      for (const [, { Properties }] of resourcesOf(template, type)) {
        expect(Properties.PolicyDocument.Statement).toContainEqual(
          expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        );
      }
    },
  );
});
