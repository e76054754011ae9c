import { type Retained, retainedIn } from './retained';

const retained = (Type: string, Properties: object = {}, more: object = {}): Retained[] =>
  retainedIn({ Resources: { It: { Type, Properties, DeletionPolicy: 'Retain', ...more } } });

describe('What deleting a stack leaves', () => {
  test.each<[string, Retained[]]>([
    ['holds data', retained('AWS::DynamoDB::Table')],
    ['holds data, and a snapshot is taken', retained('AWS::RDS::DBCluster', {}, { DeletionPolicy: 'Snapshot' })],
    ['has a name', retained('AWS::SNS::Topic', { TopicName: 'orders' })],
    [
      'has a name of its parts',
      retained('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::StackName' }]] } }),
    ],
    ['has a name that is called so', retained('AWS::Events::Rule', { Name: 'orders' })],
    ['has a name by a part of its type', retained('AWS::EC2::SecurityGroup', { GroupName: 'orders' })],
    [
      'has a name that says more than its type',
      retained('AWS::ElastiCache::SubnetGroup', { CacheSubnetGroupName: 'x' }),
    ],
    ['is of a type of somebody’s own', retained('Custom::Table')],
    ['is a nested stack', retained('AWS::CloudFormation::Stack')],
  ])('is in the way when it %s', (_, found) => {
    expect(found).toEqual([{ id: 'It', isInTheWay: true }]);
  });

  test.each<[string, Retained[]]>([
    ['a log group without a name', retained('AWS::Logs::LogGroup', { RetentionInDays: 7, KmsKeyId: 'k' })],
    ['a security group with the id of another', retained('AWS::EC2::SecurityGroup', { VpcId: 'v' })],
    ['one without properties', retained('AWS::SNS::Topic', {}, { Properties: undefined })],
  ])('is not in the way when it is %s', (_, found) => {
    expect(found).toEqual([{ id: 'It', isInTheWay: false }]);
  });

  test.each<[string, unknown]>([
    ['what goes with the stack', { Resources: { It: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Delete' } } }],
    ['what has no policy', { Resources: { It: { Type: 'AWS::DynamoDB::Table' } } }],
    ['text that is no template', 'Resources: {}'],
    ['a stack that is gone', undefined],
  ])('is nothing of %s', (_, template) => {
    expect(retainedIn(template)).toEqual([]);
  });
});
