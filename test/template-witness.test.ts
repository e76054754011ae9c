import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { addControlPlanes, understudyApp } from '../lib/constructs/understudy-app';
import { namesOf } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { plan, resourcesOf, standIn, templateOf, witness } from './synthesised';
import { temporaryDirectory } from './temporary';

const REGION = 'eu-west-1';
const names = namesOf(plan, REGION);
const stack = witness();
const template = templateOf(stack);
const propertiesOf = (type: string) => resourcesOf(template, type).map(([, { Properties }]) => Properties);

describe('the witness', () => {
  it('stands in the Region that the plan names, under the name of all stacks, protected', () => {
    expect(plan.watch.witness).toBe(REGION);
    expect(stack.region).toBe(REGION);
    expect(stack.stackName).toBe(names.stack);
    expect(stack.terminationProtection).toBe(true);
    expect(stack.dependencies).toEqual([]);
  });

  it('holds a watch and its alarms, and nothing that could take over', () => {
    const types = resourcesOf(template).map(([, { Type }]) => Type);
    expect([...new Set(types)].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
    ]);
    expect(propertiesOf('AWS::Lambda::Function').map(({ FunctionName }) => FunctionName)).toEqual([
      names.lambda('watch-region'),
    ]);
  });

  it('looks each minute, and never two ticks late', () => {
    expect(propertiesOf('AWS::Events::Rule')).toEqual([
      expect.objectContaining({
        ScheduleExpression: 'rate(1 minute)',
        Targets: [expect.objectContaining({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 } })],
      }),
    ]);
    expect(propertiesOf('AWS::Lambda::EventInvokeConfig')).toEqual([
      expect.objectContaining({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }),
    ]);
  });

  it('has an alarm for each Region of the plan, under the name that a run asks for', () => {
    expect(propertiesOf('AWS::CloudWatch::Alarm')).toEqual(
      plan.regions.map((region) =>
        expect.objectContaining({
          AlarmName: `understudy-orders-${region}-down`,
          Namespace: 'Understudy',
          MetricName: 'RegionDown',
          Dimensions: [
            { Name: 'Plan', Value: 'orders' },
            { Name: 'Region', Value: region },
          ],
          Statistic: 'Minimum',
          Period: 60,
          EvaluationPeriods: 3,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'missing',
        }),
      ),
    );
    expect(plan.regions.map((region) => names.witnessAlarm(region))).toEqual(
      propertiesOf('AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName),
    );
  });

  it('tells its own operators that it no longer looks, and not that a Region which stands by is down', () => {
    const [[topic] = ['']] = resourcesOf(template, 'AWS::SNS::Topic');
    expect(propertiesOf('AWS::SNS::Topic')).toEqual([{ TopicName: names.topicArn.split(':').at(-1) }]);
    for (const { AlarmActions, InsufficientDataActions } of propertiesOf('AWS::CloudWatch::Alarm')) {
      expect({ AlarmActions, InsufficientDataActions }).toEqual({
        AlarmActions: undefined,
        InsufficientDataActions: [{ Ref: topic }],
      });
    }
  });

  it('knows no address of a control plane', () => {
    expect(propertiesOf('AWS::Lambda::Function')[0]?.Environment).toBeUndefined();
  });

  it('may write its metric and its log, and nothing else', () => {
    const [role] = propertiesOf('AWS::IAM::Role');
    const actions = role?.Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: { Action: unknown }[] } }) =>
        PolicyDocument.Statement.flatMap(({ Action }) => Action),
    );
    expect(actions.sort()).toEqual(['cloudwatch:PutMetricData', 'logs:CreateLogStream', 'logs:PutLogEvents']);
  });
});

describe('the app', () => {
  const appOf = (of: Plan) => {
    const code = standIn();
    const app = understudyApp({ outdir: temporaryDirectory('cdk') });
    return { app, controlPlanes: addControlPlanes(app, of, () => code) };
  };
  const stacksOf = (of: Plan): string[] => appOf(of).app.node.children.map(({ node }) => node.id);

  it('has a control plane for each Region of the plan, and a witness outside them', () => {
    expect(stacksOf(plan)).toEqual([
      'understudy-orders-us-east-1',
      'understudy-orders-us-west-2',
      'understudy-orders-eu-west-1',
    ]);
  });

  it('has no witness where the plan names none', () => {
    const { witness, ...watch } = plan.watch;
    expect(stacksOf({ ...plan, automation: 'prepare', watch })).not.toContain(`understudy-orders-${witness}`);
  });

  it('tells of a plan what its team should know, once', () => {
    const stacks = Array.from({ length: 101 }, (_, index) => `orders-${index}`);
    const { controlPlanes } = appOf({ ...plan, release: { ...plan.release, stacks, stacksAtOnce: 10 } });
    const warned = controlPlanes.map((stack) =>
      Annotations.fromStack(stack)
        .findWarning('*', Match.anyValue())
        .map(({ entry }) => String(entry.data)),
    );
    expect(warned).toEqual([
      [
        expect.stringContaining('release.publicKey is the key of the rehearsal'),
        expect.stringContaining('release.stacksAtOnce is 10: 101 stacks are created in 11 rounds at least'),
      ],
      [],
    ]);
  });
});
