import { Match } from 'aws-cdk-lib/assertions';
import { namesOf } from '../lib/domain/names';
import { controlPlane, plan, resourcesOf, templateIn, templateOf, witness } from './synthesised';

const REGION = 'us-west-2';
const names = namesOf(plan, REGION);
/** Logical ids of the machines, in the order of the verbs. */
const MACHINES = [
  ...[/^FailoverMachine/, /^SwitchoverMachine/, /^DrillMachine/, /^PrewarmMachine/, /^CheckMachine/],
  ...[/^SettleMachine/, /^StandDownMachine/, /^RetireMachine/],
];
const template = templateIn(REGION);
const only = (type: string) => {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]?.[1].Properties;
};

describe('the watch', () => {
  const alarm = (of = plan) =>
    resourcesOf(templateOf(controlPlane({ plan: of })), 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .find(({ AlarmName }) => AlarmName === names.alarm);

  it('raises the alarm after as many failed probes in a row as the plan says', () => {
    expect(alarm()).toMatchObject({
      Namespace: 'Understudy',
      MetricName: 'RegionDown',
      Dimensions: [{ Name: 'Plan', Value: 'orders' }],
      Statistic: 'Minimum',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing',
    });
  });

  it.each([10, 30, 60] as const)('has one period per probe, %i s apart', (everySeconds) => {
    expect(alarm({ ...plan, watch: { ...plan.watch, everySeconds, failuresInARow: 2 } })).toMatchObject({
      Period: everySeconds,
      EvaluationPeriods: 2,
    });
  });

  it('tells the operators when the Region is down and when nobody knows', () => {
    const told = [{ Ref: expect.stringMatching(/^Operators/) }];
    expect(alarm()).toMatchObject({ AlarmActions: told, InsufficientDataActions: told });
  });

  const alarmOn = (metric: string) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .find(({ MetricName }) => MetricName === metric);

  it('tells the operators when the records have not followed for a quarter of an hour', () => {
    expect(alarmOn('Unsettled')).toMatchObject({
      Namespace: 'Understudy',
      Dimensions: [{ Name: 'Plan', Value: 'orders' }],
      Statistic: 'Minimum',
      Period: 60,
      EvaluationPeriods: 15,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing',
      AlarmActions: [{ Ref: expect.stringMatching(/^Operators/) }],
    });
    expect(alarmOn('Unsettled')).not.toHaveProperty('DatapointsToAlarm');
  });

  it('tells the operators when it fails for three minutes in a row', () => {
    expect(alarmOn('Errors')).toMatchObject({
      Namespace: 'AWS/Lambda',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringContaining('WatchRegion') } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: expect.stringMatching(/^Operators/) }],
    });
  });

  it('starts each minute, and never two ticks late', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: Match.arrayWith([
        Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 } }),
      ]),
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('WatchRegion') },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('shares its only rule with what closes dead runs: one that is off rings the alarm on missing data', () => {
    const everyMinute = resourcesOf(template, 'AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter(({ ScheduleExpression }) => ScheduleExpression === 'rate(1 minute)');
    expect(everyMinute).toHaveLength(1);
    const [{ Targets }] = everyMinute;
    expect(Targets.map(({ Arn }: { Arn: Record<string, string[]> }) => Arn['Fn::GetAtt']?.[0])).toEqual([
      ...[expect.stringContaining('WatchRegion'), expect.stringContaining('CloseLeftBehind')],
    ]);
    for (const { DeadLetterConfig } of Targets) expect(DeadLetterConfig).toBeDefined();
  });
});

describe('the check for drift', () => {
  const alarmOn = (metric: string) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .find(({ MetricName }) => MetricName === metric);
  const hourly = {
    Namespace: 'Understudy',
    Dimensions: [{ Name: 'Plan', Value: 'orders' }],
    Period: 3600,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [{ Ref: expect.stringMatching(/^Operators/) }],
  };

  it('tells the operators of the first hour in which something is not as released', () => {
    const once = { Statistic: 'Maximum', EvaluationPeriods: 1, TreatMissingData: 'ignore' };
    expect(alarmOn('Drift')).toMatchObject({ ...hourly, ...once });
  });

  it('tells the operators when nobody knows for three hours, or nothing was checked', () => {
    const thrice = { Statistic: 'Minimum', EvaluationPeriods: 3, TreatMissingData: 'breaching' };
    expect(alarmOn('DriftUnknown')).toMatchObject({ ...hourly, ...thrice });
  });

  it('starts each hour, and an old tick never', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 1 } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('CheckDrift') },
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 600,
    });
  });

  it('stands in the Regions of the plan, and not with the witness', () => {
    const outside = resourcesOf(templateOf(witness()), 'AWS::Lambda::Function');
    expect(outside.map(([, { Properties }]) => Properties.FunctionName)).toEqual([names.lambda('watch-region')]);
  });
});

/** The rule by which events of one service invoke a function. */
const ruleFor = (source: string) =>
  resourcesOf(template, 'AWS::Events::Rule')
    .map(([, { Properties }]) => Properties)
    .find(({ EventPattern, Targets: [{ Arn }] }) => EventPattern?.source?.includes(source) && Arn['Fn::GetAtt']);

describe.each([
  ['starts a failover', 'aws.cloudwatch', 'OnAlarm'],
  ['closes a run', 'aws.states', 'OnRunEnded'],
])('the rule that %s', (_, source, name) => {
  it('gives up after 15 minutes and keeps what it could not deliver', () => {
    expect(ruleFor(source)?.Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [expect.stringContaining(name), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 10 },
      }),
    ]);
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp(name) },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 900,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] } },
      },
    });
  });
});

describe('the rule that starts a failover', () => {
  const pattern = ruleFor('aws.cloudwatch')?.EventPattern;
  const alarmId = pattern.resources[0]['Fn::GetAtt'][0];

  // F-11
  it('matches this one alarm of this account going off, and nothing else', () => {
    expect(pattern).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      account: ['111122223333'],
      region: [REGION],
      resources: [{ 'Fn::GetAtt': [alarmId, 'Arn'] }],
      detail: { state: { value: ['ALARM'] } },
    });
    expect(template.toJSON().Resources[alarmId].Properties.AlarmName).toBe(names.alarm);
  });
});

describe('the rule that closes a run', () => {
  // F-99
  it('matches the machines of this control plane that ended badly, and nothing else', () => {
    expect(ruleFor('aws.states')?.EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      account: ['111122223333'],
      region: [REGION],
      detail: {
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: MACHINES.map((machine) => ({ Ref: expect.stringMatching(machine) })),
      },
    });
  });
});

describe('a function that a rule invokes', () => {
  it('lets in that one rule', () => {
    const rules = Object.fromEntries(resourcesOf(template, 'AWS::Events::Rule'));
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    const byEvents = permissions.filter(({ Principal }) => Principal === 'events.amazonaws.com');
    const invoked = byEvents.map(({ FunctionName, SourceArn }) => {
      const { Targets } = rules[SourceArn['Fn::GetAtt'][0]]?.Properties ?? {};
      expect(Targets.map(({ Arn }: { Arn: unknown }) => Arn)).toContainEqual(FunctionName);
      return FunctionName['Fn::GetAtt'][0].replace(/Function.*/, '');
    });
    expect(invoked.sort()).toEqual([
      ...['DatabaseEventsRecordDatabaseEvent', 'DriftCheckDrift', 'RiskStarterOnRisk', 'RunCloserCloseLeftBehind'],
      'RunCloserOnRunEnded',
      ...['SchedulesOnSchedule', 'SchedulesOnSchedule', 'StarterOnAlarm', 'WatchWatchRegion'],
    ]);
  });
});

const alarmOf = (name: RegExp) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm').find(([id]) => name.test(id))?.[1].Properties;

describe('the schedule', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
  const due = (verb: string) =>
    rules.find(({ Targets: [target] }) => target.InputTransformer?.InputTemplate.includes(`"${verb}"`));

  it.each([
    ['check', 'rate(1 hour)'],
    ['drill', plan.drill.schedule],
  ])('starts each %s by the moment at which it was due: %s', (verb, schedule) => {
    expect(due(verb)).toMatchObject({
      ScheduleExpression: schedule,
      Targets: [
        {
          InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: `{"verb":"${verb}","at":<time>}` },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 10 },
        },
      ],
    });
  });

  it('has no rule for drills where the plan names no time', () => {
    const without = { ...plan, drill: { blackouts: [] }, databases: [] };
    const { prewarm: _, ...bare } = without;
    const found = templateOf(controlPlane({ plan: bare }));
    const expressions = resourcesOf(found, 'AWS::Events::Rule').map(
      ([, { Properties }]) => Properties.ScheduleExpression,
    );
    expect(expressions.filter(Boolean).sort()).toEqual([...['rate(1 hour)', 'rate(1 hour)', 'rate(1 minute)']]);
    // Without prewarming and databases there is nothing at risk to learn, and nothing that RDS could tell.
    const functions = resourcesOf(found, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.FunctionName);
    expect(functions.filter((name) => /on-risk|record-database-event/.test(name))).toEqual([]);
    expect(resourcesOf(found, 'AWS::CloudWatch::CompositeAlarm')).toEqual([]);
  });
});

describe('the alarm on what checks find', () => {
  it('goes off after two checks in a row that found something, or were not made', () => {
    expect(alarmOf(/^Unready/)).toMatchObject({
      Namespace: 'Understudy',
      MetricName: 'Unready',
      Dimensions: [{ Name: 'Plan', Value: 'orders' }],
      Statistic: 'Minimum',
      Period: 3600,
      EvaluationPeriods: 2,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: expect.stringMatching(/^Operators/) }],
    });
    expect(alarmOf(/^Unready/)).not.toHaveProperty('DatapointsToAlarm');
  });
});

describe('the risk of the active Region', () => {
  const composites = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm');
  /** The rule of a composite alarm, with logical ids for ARNs. */
  const ruleOf = (name: RegExp): string => {
    const [, resource] = composites.find(([id]) => name.test(id)) ?? [];
    const parts: (string | { 'Fn::GetAtt': [string, string] })[] = resource?.Properties.AlarmRule['Fn::Join'][1];
    return parts.map((part) => (typeof part === 'string' ? part : idOf(part['Fn::GetAtt'][0]))).join('');
  };
  const idOf = (id: string) => id.replace(/^Risk|[0-9A-F]{8}$/g, '');

  it('is that two of three kinds of signal are unusual, and the operators are told', () => {
    expect(ruleOf(/^RiskComposite/)).toBe(
      '((ALARM("ProbeLatency") AND ALARM("RegionDown")) OR ((ALARM("ProbeLatency") OR ALARM("RegionDown")) AND ' +
        '(ALARM("Lagorders") OR ALARM("Lagordersuseast1"))))',
    );
    expect(composites).toHaveLength(1);
    const risk = composites.find(([id]) => id.startsWith('RiskComposite'))?.[1].Properties;
    expect(risk).toMatchObject({
      AlarmName: names.riskAlarm,
      AlarmActions: [{ Ref: expect.stringMatching(/^Operators/) }],
    });
  });

  it.each([
    ['RiskProbeLatency', 'Understudy', 'ProbeLatency', { Plan: 'orders' }],
    ['RiskRegionDown', 'Understudy', 'RegionDown', { Plan: 'orders' }],
    [
      'RiskLagordersuseast1',
      'AWS/RDS',
      'AuroraGlobalDBReplicationLag',
      { DBClusterIdentifier: 'orders-us-west-2', SourceRegion: 'us-east-1' },
    ],
  ])('%s learns what is usual, and is silent without data', (id, Namespace, MetricName, dimensions) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const alarm = alarmOf(new RegExp(`^${id}[0-9A-F]{8}$`));
    const metric = alarm.Metrics.find((one: { MetricStat?: object }) => one.MetricStat);
    const band = alarm.Metrics.find((one: { Expression?: string }) => one.Expression);
    expect(metric.MetricStat).toEqual({ Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: 'Average' });
    expect(band.Expression).toBe(`ANOMALY_DETECTION_BAND(${metric.Id}, 3)`);
    expect(alarm).toMatchObject({
      ThresholdMetricId: band.Id,
      ComparisonOperator: 'GreaterThanUpperThreshold',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    });
    expect(alarm).not.toHaveProperty('AlarmActions');
  });

  it('starts a prewarm by the event of this one alarm', () => {
    const [, rule] = resourcesOf(template, 'AWS::Events::Rule').find(([id]) => id.startsWith('RiskStarter')) ?? [];
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      account: ['111122223333'],
      region: [REGION],
      resources: [{ 'Fn::GetAtt': [expect.stringMatching(/^RiskComposite/), 'Arn'] }],
      detail: { state: { value: ['ALARM'] } },
    });
  });

  it('is both signals of the probes in a plan without databases', () => {
    const found = templateOf(controlPlane({ plan: { ...plan, databases: [] } }));
    const [only, ...more] = resourcesOf(found, 'AWS::CloudWatch::CompositeAlarm');
    expect(more).toEqual([]);
    expect(JSON.stringify(only?.[1].Properties.AlarmRule).match(/ AND | OR /g)).toEqual([' AND ']);
  });
});

describe('what a run writes down', () => {
  const mapping = () => only('AWS::Lambda::EventSourceMapping');

  it('is told from the stream of the table, from its beginning', () => {
    expect(only('AWS::DynamoDB::Table').StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
    expect(mapping()).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^Runs/), 'StreamArn'] },
      FunctionName: { Ref: expect.stringMatching(/^RunEventsPublishEvents/) },
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  it('is gathered for a second, as much as one call takes, and nothing of other items invokes anything', () => {
    expect(mapping()).toMatchObject({ BatchSize: 10, MaximumBatchingWindowInSeconds: 1 });
    const filters = mapping().FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
    expect(filters).toEqual([{ dynamodb: { Keys: { pk: { S: [{ prefix: 'run#' }] } } } }]);
  });

  it('is tried again twenty times, and for an hour at most, from the first record that was not told', () => {
    expect(mapping()).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 20,
      MaximumRecordAgeInSeconds: 3600,
    });
    // Each half of a batch would have twenty attempts of its own.
    expect(mapping()).not.toHaveProperty('BisectBatchOnFunctionError');
  });

  it('is a dead letter where it was not told', () => {
    expect(mapping()).toMatchObject({
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] } },
      },
    });
  });
});

describe('what RDS tells', () => {
  it('is given to its recorder for as long as it can be delivered', () => {
    expect(ruleFor('aws.rds')).toMatchObject({
      EventPattern: { account: ['111122223333'], region: [REGION] },
      Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 10 } }],
    });
    // Lambda keeps an event for six hours.
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('RecordDatabaseEvent') },
      MaximumEventAgeInSeconds: 21_600,
    });
  });
});

/** How a function's URL asks who calls, by the name of the function. */
const urls = Object.fromEntries(
  resourcesOf(template, 'AWS::Lambda::Url').map(([, { Properties }]) => {
    const [logicalId] = Properties.TargetFunctionArn['Fn::GetAtt'];
    return [Object.fromEntries(resourcesOf(template))[logicalId]?.Properties.FunctionName, Properties];
  }),
);

describe('a function that persons call', () => {
  it('asks for IAM at its URL, and lets nobody in by itself', () => {
    expect(Object.keys(urls).sort()).toEqual(
      ['change-controls', 'decide-approval', 'serve-signal'].map((slug) => names.lambda(slug)),
    );
    for (const slug of ['change-controls', 'decide-approval']) {
      expect(urls[names.lambda(slug)]).toMatchObject({ AuthType: 'AWS_IAM' });
    }
    const letIn = resourcesOf(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => JSON.stringify(Properties.FunctionName))
      .filter((name) => /DecideApproval|ChangeControls/.test(name));
    expect(letIn).toEqual([]);
  });
});

describe('the signal', () => {
  it('is public, with both permissions that a public function URL needs', () => {
    expect(urls[names.lambda('serve-signal')]).toMatchObject({ AuthType: 'NONE' });
    const open = resourcesOf(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === '*')
      .map(({ FunctionName, ...rest }) => rest);
    expect(open).toEqual([
      { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', Principal: '*' },
      { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Principal: '*' },
    ]);
  });

  // F-109
  it('cannot use up what the steps need to run', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: names.lambda('serve-signal'),
      ReservedConcurrentExecutions: 20,
    });
  });
});

describe('an event that nobody could be given', () => {
  it('is kept for 14 days, encrypted, and told to the operators', () => {
    expect(only('AWS::SQS::Queue')).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Operators') }],
    });
  });
});

describe('a run that ends badly', () => {
  const told = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => /EndingsRule/.test(id));
  // A check holds no lock, and the alarm on what it finds says more.
  const machines = MACHINES.filter((machine) => !machine.test('CheckMachine'));
  const ruleOf = (machine: RegExp) =>
    told.find(([, { Properties }]) => machine.test(Properties.EventPattern.detail.stateMachineArn[0].Ref))?.[1]
      .Properties;

  it('has one rule for each verb that takes a lock, and no alarm', () => {
    expect(told).toHaveLength(machines.length);
    const metrics = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.Namespace);
    expect(metrics).not.toContain('AWS/States');
  });

  it.each(machines)('of %s is told to the operators, for 15 minutes, and kept where that fails', (machine) => {
    expect(ruleOf(machine)).toMatchObject({
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        account: ['111122223333'],
        region: [REGION],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ Ref: expect.any(String) }] },
      },
      Targets: [
        {
          Arn: { Ref: expect.stringMatching(/^Operators/) },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 10 },
        },
      ],
    });
    expect(ruleOf(machine)?.Targets).toHaveLength(1);
  });

  it('is told in the words of its verb, with nothing of the event but its status and its ARN', () => {
    const [{ InputTransformer }] = ruleOf(/^SwitchoverMachine/)?.Targets ?? [];
    expect(Object.values(InputTransformer.InputPathsMap).sort()).toEqual(['$.detail.executionArn', '$.detail.status']);
    const [first, second] = InputTransformer.InputTemplate.split('\n');
    expect(first).toBe('"The switchover of orders in us-west-2 ended <detail-status>: users may be unable to write."');
    expect(second).toBe('"  npx understudy status"');
  });
});

describe('the operators', () => {
  it('have a topic under the name that every Region computes', () => {
    expect(only('AWS::SNS::Topic')).toMatchObject({ TopicName: 'understudy-orders' });
    expect(names.topicArn).toBe(`arn:aws:sns:${REGION}:111122223333:understudy-orders`);
  });

  it('are told by the alarms of this account and Region only', () => {
    expect(only('AWS::SNS::TopicPolicy').PolicyDocument.Statement).toContainEqual({
      Sid: 'AlarmsOfThisAccount',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: expect.stringMatching(/^Operators/) },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:111122223333:alarm:*` },
      },
    });
  });

  it("are told by the rules of the plan's own stack only", () => {
    expect(only('AWS::SNS::TopicPolicy').PolicyDocument.Statement).toContainEqual({
      Sid: 'RulesOfThisPlan',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: expect.stringMatching(/^Operators/) },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': `arn:aws:events:${REGION}:111122223333:rule/understudy-orders-*` },
      },
    });
    const letIn = only('AWS::SNS::TopicPolicy').PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    expect(letIn).toHaveLength(2);
  });
});
