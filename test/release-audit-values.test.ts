import type { Plan } from '../lib/domain/plan';
import { type ValueProblem, valueProblems } from '../lib/release/audit';
import { auditTemplate, planFor, told } from './audited';

const SECRET = 'zX9-not-for-anybody-4711';
const nothing: string[] = [];

describe('a value in the plan', () => {
  const judged = (Value: string, release: Partial<Plan['release']> = {}, name = 'Value') =>
    auditTemplate(
      { Parameters: { [name]: { Type: 'String' } }, Resources: { It: { Type: 'AWS::SNS::Topic' } } },
      { release: { parameters: { [name]: Value }, ...release } },
    );

  test.each<[string, string[]]>([
    ['orders', nothing],
    ['arn:aws:sns:{region}:111122223333:orders-{lane}', nothing],
    ['{region}a', nothing],
    ['arn:aws:sns:us-west-2:111122223333:orders', ['error other-region:release/Value']],
    ['us-east-1a,us-east-1b', ['error other-region:release/Value']],
    ['use1-az4', ['error other-region:release/Value']],
    ['subnet-0123456789abcdef0,subnet-0123456789abcdef1', ['error other-region:release/Value']],
    ['arn:aws:iam::999988887777:role/x', ['error other-region:release/Value']],
    ['arn:aws:iam::111122223333:role/x', nothing],
    ['arn:aws:lambda:{region}:999988887777:layer:x:1', ['warning other-region:release/Value']],
    ['postgres://orders:hunter2@db/orders', ['error literal-secret:release/Value']],
  ])('%s: %j', (value, expected) => {
    expect(told(judged(value))).toEqual(expected);
  });

  test('is named, with the place in the plan, and each of its mistakes', () => {
    const [finding] = judged('eu-west-1,i-0123456789abcdef0');
    expect(finding?.because).toBe(
      'eu-west-1 is written out in release.parameters.Value; i-0123456789abcdef0, which exists in one Region only, ' +
        'is written out in release.parameters.Value',
    );
  });

  test('that is a secret by its name is told to nobody', () => {
    const findings = judged(SECRET, {}, 'DbPassword');
    expect(told(findings)).toEqual(['error literal-secret:release/DbPassword']);
    expect(JSON.stringify(findings)).not.toContain(SECRET);
  });

  test('is accepted by its own id', () => {
    const accept = [{ finding: 'other-region:release/Value', because: 'the table of prices stays there' }];
    expect(judged('us-east-1', { accept })).toMatchObject([{ accepted: accept[0]?.because }]);
  });
});

describe('values of one Region', () => {
  const judged = (
    values: Parameters<typeof valueProblems>[0],
    { region = 'us-west-2', plan = planFor(['web']) } = {},
  ): ValueProblem[] => valueProblems(values, { plan, region });

  test.each([
    'us-west-2',
    'us-west-2b',
    'usw2-az1',
    'arn:aws:sns:us-west-2:111122223333:orders',
    'arn:aws:kms:us-west-2:999988887777:key/1',
    'vpc-0123456789abcdef0',
    'r-0123abcdef',
    '',
  ])('may be %j', (Value) => {
    expect(judged({ Value })).toEqual([]);
  });

  test.each([
    ['us-east-1', 'its value names us-east-1, and this is us-west-2'],
    ['us-west-1a', 'its value names us-west-1a, and this is us-west-2'],
    ['usw1-az1', 'its value names usw1-az1, and this is us-west-2'],
    ['a.us-east-1.b.us-west-2', 'its value names us-east-1, and this is us-west-2'],
    ['arn:aws:sns:us-east-1:111122223333:orders', 'its value names us-east-1, and this is us-west-2'],
    ['arn:aws:iam::999988887777:role/x', "its value names account 999988887777; the plan's is 111122223333"],
  ])('may not be %s', (Value, because) => {
    expect(judged({ Value })).toEqual([{ parameter: 'Value', finding: 'other-region:release/Value', because }]);
  });

  test.each([
    ['us-gov-west-1', 'usgw1-az1'],
    ['ap-southeast-2', 'apse2-az3'],
    ['eu-central-1', 'euc1-az2'],
  ])('of %s may be a zone such as %s', (region, Value) => {
    expect(judged({ Value }, { region })).toEqual([]);
    expect(judged({ Value })).toHaveLength(1);
  });

  test('are each judged, and a secret among them is told to nobody', () => {
    const found = judged({ DbPassword: SECRET, Url: `https://orders:${SECRET}@db/`, Home: 'us-east-1', Size: '1' });
    expect(found.map(({ finding }) => finding)).toEqual([
      'literal-secret:release/DbPassword',
      'literal-secret:release/Url',
      'other-region:release/Home',
    ]);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });

  test('are left alone where an output of another stack fills them', () => {
    expect(judged({ DbPassword: { stack: 'us-east-1', output: 'Password' } })).toEqual([]);
  });

  test('are let through where the plan accepts them, without a warning of the audit', () => {
    const accept = [{ finding: 'other-region:release/Certificate', because: 'CloudFront takes it from there' }];
    const Certificate = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
    expect(judged({ Certificate }, { plan: planFor(['web'], { accept }) })).toEqual([]);
    expect(judged({ Other: Certificate }, { plan: planFor(['web'], { accept }) })).toHaveLength(1);
    const audited = (name: string) =>
      told(auditTemplate({ Parameters: { [name]: { Type: 'String' } } }, { release: { accept } }));
    expect(audited('Certificate')).toEqual([]);
    expect(audited('Other')).toEqual(['warning accepts-nothing:release/Certificate']);
  });
});
