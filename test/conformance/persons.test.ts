import { namesOf } from '../../lib/domain/names';
import type { PolicyStatement } from '../../lib/rehearsal/aws/iam';
import { sessionArn } from '../../lib/rehearsal/aws/iam/authorize';
import { createPerson } from '../../lib/rehearsal/aws/persons';
import { HERE, LOST, plan } from '../fixtures';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

const APPROVAL = `arn:aws:lambda:${HERE}:${ACCOUNT}:function:understudy-orders-decide-approval`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/understudy-orders-person`;
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
  expect(principal && sessionArn(principal)).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/understudy-orders-person/ann`);
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

test('a person may attach traffic, and may not change a table or a stack', () => {
  createPerson(world.services, { name: 'ann', plan });
  const allowed = ['route53:ChangeResourceRecordSets', 'cloudwatch:PutMetricAlarm', 'dynamodb:GetItem'];
  expect(allowed.filter((action) => !may(action, '*'))).toEqual([]);
  const denied = [
    'dynamodb:PutItem',
    'cloudformation:CreateStack',
    'lambda:InvokeFunction',
    'rds:FailoverGlobalCluster',
  ];
  expect(denied.filter((action) => may(action, '*'))).toEqual([]);
});
