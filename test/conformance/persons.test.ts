import { namesOf } from '../../lib/domain/names';
import type { PolicyStatement } from '../../lib/rehearsal/aws/iam';
import { sessionArn } from '../../lib/rehearsal/aws/iam/authorize';
import { createPerson } from '../../lib/rehearsal/aws/persons';
import { HERE, LOST, plan } from '../fixtures';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

const APPROVAL = `arn:aws:lambda:${HERE}:${ACCOUNT}:function:understudy-orders-decide-approval`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/understudy-orders-on-call`;
const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/understudy-orders-deployer`;
const policyArn = (word: string, region: string) =>
  `arn:aws:iam::${ACCOUNT}:policy/understudy-orders-${word}-${region}`;
const mayApprove: PolicyStatement = { Effect: 'Allow', Action: 'lambda:InvokeFunctionUrl', Resource: APPROVAL };
const mayStart: PolicyStatement = {
  Effect: 'Allow',
  Action: 'states:StartExecution',
  Resource: namesOf(plan, LOST).machineArn('failover'),
};

let world: AwsWorld;
beforeEach(() => {
  world = awsWorld();
});
afterEach(() => world.services.close());

const may = (action: string, resource: string) => world.services.iam.allows(ROLE, { action, resource }) === true;
const approve = () => may('lambda:InvokeFunctionUrl', APPROVAL);

test('a person is a session of their own in the role of persons, and in no Region', () => {
  const { accessKeyId } = createPerson(world.services, { name: 'ann', plan });
  const principal = world.services.identities.principalOf(accessKeyId);
  expect(principal).toEqual({ roleArn: ROLE, about: 'ann', region: 'global' });
  expect(principal && sessionArn(principal)).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/understudy-orders-on-call/ann`);
});

test('a person has the policies for persons of every Region where they were made', () => {
  world.services.roles.addManagedPolicy(policyArn('approver', HERE), [mayApprove]);
  world.services.roles.addManagedPolicy(policyArn('operator', LOST), [mayStart]);
  createPerson(world.services, { name: 'ann', plan });
  expect(approve()).toBe(true);
  expect(may('states:StartExecution', namesOf(plan, LOST).machineArn('failover'))).toBe(true);
  expect(may('states:StartExecution', namesOf(plan, HERE).machineArn('failover'))).toBe(false);
});

test('what a Region has made later is had by whoever comes later', () => {
  createPerson(world.services, { name: 'ann', plan });
  expect(approve()).toBe(false);
  world.services.roles.addManagedPolicy(policyArn('approver', HERE), [mayApprove]);
  createPerson(world.services, { name: 'ben', plan });
  expect(approve()).toBe(true);
});

test('only a deployer may attach traffic, in the zone and the tables of the plan, and may not change a stack', () => {
  createPerson(world.services, { name: 'ann', plan });
  createPerson(world.services, { name: 'ben', plan, as: 'deployer' });
  const calls: [action: string, resource: string][] = [
    ['route53:ChangeResourceRecordSets', `arn:aws:route53:::hostedzone/${plan.traffic.hostedZoneId}`],
    ['cloudwatch:PutMetricAlarm', namesOf(plan, HERE).claimAlarmArn(0)],
    ['dynamodb:GetItem', namesOf(plan, LOST).tableArn],
  ];
  const mayAs = (role: string) =>
    calls.map(([action, resource]) => world.services.iam.allows(role, { action, resource }) === true);
  expect(mayAs(DEPLOYER)).toEqual([true, true, true]);
  expect(mayAs(ROLE)).toEqual([false, false, false]);
  const forbidden = [
    'dynamodb:PutItem',
    'cloudformation:CreateStack',
    'route53:DeleteHealthCheck',
    'rds:FailoverGlobalCluster',
  ];
  expect(forbidden.filter((action) => world.services.iam.allows(DEPLOYER, { action, resource: '*' }) === true)).toEqual(
    [],
  );
});

test('a driller has the policies for drillers of every Region, and none of those for others', () => {
  const drilling: PolicyStatement = { ...mayStart, Resource: namesOf(plan, LOST).machineArn('drill') };
  world.services.roles.addManagedPolicy(policyArn('driller', LOST), [drilling]);
  world.services.roles.addManagedPolicy(policyArn('operator', LOST), [mayStart]);
  world.services.roles.addManagedPolicy(policyArn('approver', HERE), [mayApprove]);
  const { accessKeyId } = createPerson(world.services, { name: 'cid', plan, as: 'driller' });
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/understudy-orders-driller`;
  expect(world.services.identities.principalOf(accessKeyId)).toMatchObject({ roleArn, about: 'cid' });
  expect(policyArn('driller', LOST)).toContain(namesOf(plan, LOST).drillerPolicy);
  const asked: [action: string, resource: string][] = [
    ['states:StartExecution', namesOf(plan, LOST).machineArn('drill')],
    ['states:StartExecution', namesOf(plan, LOST).machineArn('failover')],
    ['lambda:InvokeFunctionUrl', APPROVAL],
  ];
  const answers = asked.map(([action, resource]) => world.services.iam.allows(roleArn, { action, resource }) === true);
  expect(answers).toEqual([true, false, false]);
});

test('a publisher has the policies for publishers of every Region and the keys, and none for persons', () => {
  const put: PolicyStatement = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::releases/*' };
  world.services.roles.addManagedPolicy(policyArn('publisher', LOST), [put]);
  world.services.roles.addManagedPolicy(policyArn('approver', HERE), [mayApprove]);
  const { arn } = world.services.kms.createKey({ region: HERE, id: 'k' });
  const { accessKeyId } = createPerson(world.services, { name: 'pipeline', plan, as: 'publisher' });
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/understudy-orders-publisher`;
  expect(world.services.identities.principalOf(accessKeyId)).toMatchObject({ roleArn, about: 'pipeline' });
  const asked: [action: string, resource: string][] = [
    ['s3:PutObject', 'arn:aws:s3:::releases/current.json'],
    ['kms:Sign', arn],
    ['kms:GetPublicKey', arn],
    ['kms:Sign', arn.replace('key/k', 'key/other')],
    ['kms:Decrypt', arn],
    ['lambda:InvokeFunctionUrl', APPROVAL],
  ];
  const answers = asked.map(([action, resource]) => world.services.iam.allows(roleArn, { action, resource }) === true);
  expect(answers).toEqual([true, true, true, false, false, false]);
});
