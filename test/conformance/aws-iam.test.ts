import { createIamDecider, type PolicyStatement } from '../../lib/rehearsal/aws/iam';

const ROLE = 'arn:aws:iam::111122223333:role/step';
const CLUSTER = 'arn:aws:rds:us-west-2:111122223333:cluster:orders-us-west-2';
const allow = (more: Partial<PolicyStatement>): PolicyStatement =>
  ({
    Effect: 'Allow',
    ...('NotAction' in more ? {} : { Action: '*' }),
    ...('NotResource' in more ? {} : { Resource: '*' }),
    ...more,
  }) as PolicyStatement;
const request = (context?: Record<string, string | string[]>) => ({
  action: 'rds:FailoverGlobalCluster',
  resource: CLUSTER,
  ...(context && { context }),
});

function deciding(...statements: PolicyStatement[]) {
  const iam = createIamDecider();
  iam.attach(ROLE, statements);
  return (context?: Record<string, string | string[]>) => iam.allows(ROLE, request(context));
}

const NO_POLICY = 'because no identity-based policy allows the rds:FailoverGlobalCluster action';

describe('a statement reaches', () => {
  test.each<[string, boolean, Partial<PolicyStatement>]>([
    ['the action it names', true, { Action: 'rds:FailoverGlobalCluster' }],
    ['the action in any case', true, { Action: 'RDS:failoverglobalcluster' }],
    ['no other action', false, { Action: 'rds:SwitchoverGlobalCluster' }],
    ['what a wildcard covers', true, { Action: 'rds:Failover*' }],
    ['one character for a question mark', true, { Action: 'rds:FailoverGlobalCluste?' }],
    ['no more than one character for a question mark', false, { Action: 'rds:Failover?' }],
    ['nothing when the list is empty', false, { Action: [] }],
    ['any action of a list', true, { Action: ['rds:Describe*', 'rds:Failover*'] }],
    ['all but what NotAction names', true, { NotAction: 'iam:*' }],
    ['nothing of what NotAction names', false, { NotAction: 'rds:*' }],
    ['the resource it names', true, { Resource: CLUSTER }],
    ['no resource in another case', false, { Resource: CLUSTER.toUpperCase() }],
    ['resources under a wildcard', true, { Resource: 'arn:aws:rds:*:111122223333:cluster:orders-*' }],
    ['no resource of another account', false, { Resource: 'arn:aws:rds:*:999999999999:cluster:*' }],
    ['a dot as a dot', false, { Resource: CLUSTER.replace('-us-', '.us-') }],
    ['nothing of what NotResource names', false, { NotResource: 'arn:aws:rds:*' }],
    ['all but what NotResource names', true, { NotResource: 'arn:aws:s3:::*' }],
  ])('%s (%s)', (_, reached, statement) => {
    expect(deciding(allow(statement))()).toBe(reached || NO_POLICY);
  });
});

describe('a condition', () => {
  const east = { 'aws:RequestedRegion': 'us-east-1' };
  const keys = (...values: string[]) => ({ 'dynamodb:LeadingKeys': values });
  const days = (remaining: string) => ({ 's3:object-lock-remaining-retention-days': remaining });
  const arn = (value: string) => ({ 'aws:PrincipalArn': value });
  test.each<[string, Record<string, string | string[]> | undefined, boolean, PolicyStatement['Condition']]>([
    ['StringEquals holds for an equal value', east, true, { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    [
      'StringEquals holds for any of its values',
      east,
      true,
      { StringEquals: { 'aws:RequestedRegion': ['x', 'us-east-1'] } },
    ],
    ['StringEquals fails for another value', east, false, { StringEquals: { 'aws:RequestedRegion': 'us-east-2' } }],
    ['StringEquals takes a star as a star', east, false, { StringEquals: { 'aws:RequestedRegion': 'us-*' } }],
    ['StringEquals fails without the key', {}, false, { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    ['keys are found in any case', east, true, { StringEquals: { 'AWS:requestedregion': 'us-east-1' } }],
    [
      'StringEqualsIfExists holds without the key',
      {},
      true,
      { StringEqualsIfExists: { 'aws:RequestedRegion': 'us-east-1' } },
    ],
    [
      'StringEqualsIfExists fails for another value',
      east,
      false,
      { StringEqualsIfExists: { 'aws:RequestedRegion': 'x' } },
    ],
    [
      'StringNotEquals fails for an equal value',
      east,
      false,
      { StringNotEquals: { 'aws:RequestedRegion': ['x', 'us-east-1'] } },
    ],
    ['StringNotEquals holds without the key', {}, true, { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    [
      'StringEqualsIgnoreCase ignores case',
      east,
      true,
      { StringEqualsIgnoreCase: { 'aws:RequestedRegion': 'US-EAST-1' } },
    ],
    ['StringLike knows wildcards', east, true, { StringLike: { 'aws:RequestedRegion': 'us-*-1' } }],
    ['StringNotLike is its opposite', east, false, { StringNotLike: { 'aws:RequestedRegion': 'us-*-1' } }],
    ['ArnLike matches part by part', arn(ROLE), true, { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/st*' } }],
    ['ArnLike does not reach over a colon', arn(ROLE), false, { ArnLike: { 'aws:PrincipalArn': 'arn:*:role/step' } }],
    [
      'ArnEquals knows wildcards too',
      arn(ROLE),
      true,
      { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/step' } },
    ],
    ['ArnNotLike is its opposite', arn(ROLE), false, { ArnNotLike: { 'aws:PrincipalArn': ROLE } }],
    ['Bool compares truth', { 'aws:SecureTransport': 'true' }, false, { Bool: { 'aws:SecureTransport': false } }],
    [
      'Bool holds for the same truth',
      { 'aws:SecureTransport': 'true' },
      true,
      { Bool: { 'aws:SecureTransport': 'true' } },
    ],
    ['NumericLessThanEquals holds at the limit', days('15'), true, { NumericLessThanEquals: days('15') }],
    ['NumericLessThanEquals compares numbers, not letters', days('9'), true, { NumericLessThanEquals: days('15') }],
    ['NumericLessThanEquals fails above the limit', days('16'), false, { NumericLessThanEquals: days('15') }],
    ['NumericLessThanEquals fails for what is no number', days('many'), false, { NumericLessThanEquals: days('15') }],
    ['NumericLessThanEquals fails without a value', {}, false, { NumericLessThanEquals: days('15') }],
    [
      'ForAllValues holds when every value fits',
      keys('lock#a', 'lock#b'),
      true,
      { 'ForAllValues:StringLike': keys('lock#*') },
    ],
    [
      'ForAllValues fails when one does not',
      keys('lock#a', 'run#b'),
      false,
      { 'ForAllValues:StringLike': keys('lock#*') },
    ],
    ['ForAllValues holds for no value at all', {}, true, { 'ForAllValues:StringEquals': keys('lock#a') }],
    [
      'ForAnyValue holds when one value fits',
      keys('lock#a', 'run#b'),
      true,
      { 'ForAnyValue:StringEquals': keys('run#b') },
    ],
    ['ForAnyValue fails for no value at all', {}, false, { 'ForAnyValue:StringEquals': keys('run#b') }],
    ['several values need a set operator', keys('lock#a', 'lock#a'), false, { StringEquals: keys('lock#a') }],
    [
      'all operators must hold',
      east,
      false,
      { StringLike: { 'aws:RequestedRegion': '*' }, StringEquals: { 'aws:RequestedRegion': 'x' } },
    ],
    [
      'all keys must hold',
      { ...east, 'aws:SecureTransport': 'true' },
      false,
      { StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'aws:SecureTransport': 'false' } },
    ],
  ])('%s', (_, context, holds, Condition) => {
    expect(deciding(allow({ Condition }))(context)).toBe(holds || NO_POLICY);
  });
});

describe('a decision', () => {
  const deny: PolicyStatement = { Effect: 'Deny', Action: 'rds:*', Resource: '*' };
  const DENIED = 'with an explicit deny in an identity-based policy';

  test('is no without any statement', () => expect(deciding()()).toBe(NO_POLICY));
  test('is no for a role nobody made', () => {
    const iam = createIamDecider();
    expect(iam.allows(ROLE, request())).toBe(NO_POLICY);
  });
  test('lets a deny win over every allow, whatever their order', () => {
    expect(deciding(allow({}), deny)()).toBe(DENIED);
    expect(deciding(deny, allow({}))()).toBe(DENIED);
  });
  test('does not let a deny win whose condition fails', () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    expect(deciding(allow({}), { ...deny, Condition })({ 'aws:RequestedRegion': 'us-west-2' })).toBe(true);
    expect(deciding(allow({}), { ...deny, Condition })({ 'aws:RequestedRegion': 'us-east-1' })).toBe(DENIED);
  });
  test('is yes for the hand of the world', () => expect(createIamDecider().allows('world', request())).toBe(true));
  test('forgets what was detached', () => {
    const iam = createIamDecider();
    const statements = [allow({})];
    iam.attach(ROLE, statements);
    iam.detach(ROLE, statements);
    expect(iam.allows(ROLE, request())).toBe(NO_POLICY);
  });
});

describe('a policy is refused when it is attached', () => {
  test.each<[string, object]>([
    [
      'condition operator NumericLessThan is not judged here',
      { Condition: { NumericLessThan: { 'aws:RequestedRegion': '1' } } },
    ],
    [
      'condition operator ForSome:StringEquals',
      { Condition: { 'ForSome:StringEquals': { 'aws:RequestedRegion': '1' } } },
    ],
    ['condition key aws:SourceIp is not judged here', { Condition: { StringEquals: { 'aws:SourceIp': '1' } } }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    ['policy variables are not judged here', { Resource: 'arn:aws:s3:::${aws:username}' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    ['policy variables are not judged here', { Condition: { StringLike: { 'aws:PrincipalArn': '${aws:userid}' } } }],
    ['field Principal is not judged here', { Principal: '*' }],
    ['needs Action or NotAction, and not both', { NotAction: 'iam:*', Action: '*' }],
    ['needs Resource or NotResource, and not both', { Resource: undefined }],
    ['is not a string: resolve references first', { Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } }],
    ['Effect is allow', { Effect: 'allow' }],
  ])('%s', (message, broken) => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', ...broken } as PolicyStatement;
    expect(() => createIamDecider().attach(ROLE, [statement])).toThrow(message);
  });
});
