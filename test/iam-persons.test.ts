import { lines } from './statements';
import { controlPlane, type Resource, resourcesOf, templateOf } from './synthesised';

const REGION = 'us-west-2';
const template = templateOf(controlPlane({ region: REGION }));

/** What each access policy allows, by the word in its name. */
const policies: Record<string, Resource['Properties']> = Object.fromEntries(
  resourcesOf(template, 'AWS::IAM::ManagedPolicy').map(([, { Properties }]) => [
    Properties.ManagedPolicyName.split('-').at(2),
    Properties,
  ]),
);
const allowedTo = (role: string) => lines(policies[role].PolicyDocument.Statement);

describe('a person', () => {
  const functionOf = (name: string) => ({ 'Fn::GetAtt': [expect.stringContaining(name), 'Arn'] });
  const calling = (name: string) => [
    {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: functionOf(name),
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    },
    {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: functionOf(name),
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    },
  ];
  const onItem = (action: string, partition: string) =>
    `dynamodb:${action} "arn:aws:dynamodb:us-west-2:111122223333:table/understudy-orders" ` +
    `{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["${partition}"]}}`;
  const presence = onItem('GetItem', 'presence#orders');
  const isCall = (line: string) => line.startsWith('lambda:');

  it('is given a policy by whoever keeps the account: it is attached to nobody', () => {
    expect(Object.values(policies).map(({ ManagedPolicyName }) => ManagedPolicyName)).toEqual([
      'understudy-orders-approver-us-west-2',
      'understudy-orders-operator-us-west-2',
    ]);
    for (const { Roles, Users, Groups } of Object.values(policies)) {
      expect({ Roles, Users, Groups }).toEqual({ Roles: undefined, Users: undefined, Groups: undefined });
    }
  });

  it.each([
    ['approver', 'ApprovalDecideApproval'],
    ['operator', 'ControlsChangeControls'],
  ])('who is an %s calls one function, by its URL alone', (role, name) => {
    expect(policies[role].PolicyDocument.Statement).toEqual(expect.arrayContaining(calling(name)));
    const called = allowedTo(role).filter(isCall);
    expect(called).toHaveLength(2);
    for (const line of called) expect(line).toContain(name);
  });

  it('who is an approver finds the URL, and can neither start, stop nor break anything', () => {
    expect(allowedTo('approver').filter((line) => !isCall(line))).toEqual([presence]);
  });

  it('who is an operator sees and frees the lock, starts, sees and stops runs of this plan, and can approve nothing', () => {
    const states = `arn:aws:states:${REGION}:111122223333`;
    const verbs = ['failover', 'settle'];
    expect(
      allowedTo('operator')
        .filter((line) => !isCall(line))
        .sort(),
    ).toEqual(
      [
        presence,
        onItem('GetItem', 'lock#orders'),
        onItem('UpdateItem', 'lock#orders'),
        ...verbs.flatMap((verb) =>
          ['StartExecution', 'ListExecutions'].map(
            (action) => `states:${action} "${states}:stateMachine:understudy-orders-${verb}" {}`,
          ),
        ),
        ...verbs.flatMap((verb) =>
          ['DescribeExecution', 'StopExecution'].map(
            (action) => `states:${action} "${states}:execution:understudy-orders-${verb}:*" {}`,
          ),
        ),
      ].sort(),
    );
  });
});
