import { Match } from 'aws-cdk-lib/assertions';
import { namesOf } from '../lib/domain/names';
import { controlPlane, plan, resourcesOf, templateOf } from './synthesised';

const REGION = 'us-west-2';
const names = namesOf(plan, REGION);
const template = templateOf(controlPlane({ region: REGION }));
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

  it('starts each minute, and never two ticks late', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('WatchRegion') },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });
});

describe('the rule that starts a failover', () => {
  const [, rule] =
    resourcesOf(template, 'AWS::Events::Rule').find(([, { Properties }]) => Properties.EventPattern) ?? [];
  const alarmId = rule?.Properties.EventPattern.resources[0]['Fn::GetAtt'][0];

  it('matches this one alarm of this account going off, and nothing else', () => {
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      account: ['111122223333'],
      region: [REGION],
      resources: [{ 'Fn::GetAtt': [alarmId, 'Arn'] }],
      detail: { state: { value: ['ALARM'] } },
    });
    expect(template.toJSON().Resources[alarmId].Properties.AlarmName).toBe(names.alarm);
  });

  it('gives up after 15 minutes and keeps what it could not deliver', () => {
    expect(rule?.Properties.Targets).toEqual([
      expect.objectContaining({
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 10 },
      }),
    ]);
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('OnAlarm') },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 900,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] } },
      },
    });
  });

  it('is the only one that may invoke its function', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    const byEvents = permissions.filter(({ Principal }) => Principal === 'events.amazonaws.com');
    expect(byEvents).toHaveLength(2);
    for (const { SourceArn } of byEvents) expect(SourceArn['Fn::GetAtt'][1]).toBe('Arn');
  });
});

describe('the signal', () => {
  it('is public, with both permissions that a public function URL needs', () => {
    expect(only('AWS::Lambda::Url')).toMatchObject({ AuthType: 'NONE' });
    const open = resourcesOf(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === '*')
      .map(({ FunctionName, ...rest }) => rest);
    expect(open).toEqual([
      { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', Principal: '*' },
      { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Principal: '*' },
    ]);
  });

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

describe('a run that does not close', () => {
  it.each(['ExecutionsAborted', 'ExecutionsTimedOut', 'ExecutionsFailed'])('is told by %s', (MetricName) => {
    const told = resourcesOf(template, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .filter((alarm) => alarm.MetricName === MetricName);
    expect(told).toEqual([
      expect.objectContaining({
        Namespace: 'AWS/States',
        Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: expect.stringMatching(/^FailoverMachine/) } }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: expect.stringMatching(/^Operators/) }],
      }),
    ]);
    expect(told[0]).not.toHaveProperty('InsufficientDataActions');
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
});
