import { comparisonOf } from './compare';

const difference = (found: object, wanted: object) => comparisonOf(found, wanted).difference;

test.each<[string, (value: string) => object]>([
  ['an export', (Name) => ({ Outputs: { Key: { Export: { Name } } } })],
  ['an export that is put together', (name) => ({ Outputs: { Key: { Export: { Name: { 'Fn::Sub': name } } } } })],
  ['an import', (name) => ({ Resources: { Db: { Properties: { Key: { 'Fn::ImportValue': name } } } } })],
  [
    'a function',
    (name) => ({ Resources: { Rule: { Properties: { Arn: `arn:aws:lambda:us-west-2:1:function:${name}` } } } }),
  ],
])('the name of %s is told, with what is behind its colon', (_, template) => {
  const told = difference(template('orders-secrets:7'), template('orders-secrets:8'));
  expect(told).toMatch(/orders-secrets:7", the release has ".*orders-secrets:8"$/);
});

test.each<[string, (value: string) => object]>([
  ['a property that is a credential by its name', (ApiKey) => ({ Resources: { Db: { Properties: { ApiKey } } } })],
  ['another property that holds one', (value) => ({ Resources: { Db: { Properties: { Url: `token:${value}` } } } })],
  ['a name that is none of an export', (value) => ({ Resources: { Db: { Properties: { Name: `token:${value}` } } } })],
])('%s is not told', (_, template) => {
  const told = difference(template('hunter2'), template('hunter3'));
  expect(told).toContain('***');
  expect(told).not.toContain('hunter');
});
