import { crc32 } from 'node:zlib';
import { type RawCall, send } from './independent/signed';
import { MACHINE, openSmallAccount, type SmallAccount, ZONE } from './independent/small-account';

/** Requests as other SDKs write them, byte for byte, so that no client of this project stands in between. */

let account: SmallAccount;
beforeAll(async () => {
  account = await openSmallAccount();
});
afterAll(async () => {
  expect(account.endpoint.defects).toEqual([]);
  await account.close();
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const json = (target: string, version: '1.0' | '1.1', body: object): Pick<RawCall, 'headers' | 'body'> => ({
  headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
  body: JSON.stringify(body),
});
const rds = (body: string): RawCall => ({ method: 'POST', path: '/', service: 'rds', headers: FORM, body });
const KEY = { pk: { S: 'lock#orders' }, sk: { S: 'lock' } };

test.each<[string, RawCall, number, string]>([
  [
    'awsQuery, the action first',
    rds('Action=DescribeGlobalClusters&Version=2014-10-31&GlobalClusterIdentifier=orders'),
    200,
    '<GlobalClusterIdentifier>orders</GlobalClusterIdentifier>',
  ],
  [
    'awsQuery, the action last and a list by its numbers',
    rds('Filters.Filter.1.Name=region&Filters.Filter.1.Values.Value.1=us-east-1&Action=DescribeGlobalClusters'),
    200,
    '<DescribeGlobalClustersResult>',
  ],
  [
    'awsJson 1.0 of DynamoDB',
    {
      ...{ method: 'POST', path: '/', service: 'dynamodb' },
      ...json('DynamoDB_20120810.GetItem', '1.0', { TableName: 'understudy', Key: KEY }),
    },
    200,
    '"lock#orders"',
  ],
  [
    'awsJson 1.0 of Step Functions',
    {
      ...{ method: 'POST', path: '/', service: 'states' },
      ...json('AWSStepFunctions.ListExecutions', '1.0', { stateMachineArn: MACHINE }),
    },
    200,
    '"name":"one"',
  ],
  [
    'awsJson 1.1 of EventBridge',
    { method: 'POST', path: '/', service: 'events', ...json('AWSEvents.PutEvents', '1.1', { Entries: [{}] }) },
    200,
    '"FailedEntryCount":1',
  ],
  [
    'restXml of Route 53 with a query',
    { method: 'GET', path: `/2013-04-01/hostedzone/${ZONE}/rrset?maxitems=1`, service: 'route53' },
    200,
    '<Name>example.com.</Name>',
  ],
  [
    'restXml of Route 53 with a body, declaration and namespace',
    {
      ...{ method: 'POST', path: `/2013-04-01/hostedzone/${ZONE}/rrset/`, service: 'route53' },
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>
<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change>
<Action>CREATE</Action><ResourceRecordSet><Name>w.example.com</Name><Type>A</Type><TTL>60</TTL><ResourceRecords>
<ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>
</Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`,
    },
    200,
    '<Status>PENDING</Status>',
  ],
  [
    'an error of awsQuery',
    rds('Action=DescribeGlobalClusters&Version=2014-10-31&GlobalClusterIdentifier=other'),
    404,
    '<Code>GlobalClusterNotFoundFault</Code>',
  ],
])('%s', async (_, call, status, told) => {
  const answer = await send(call, account.endpoint.settings());
  expect({ ...answer, told: answer.body.includes(told) }).toMatchObject({ status, told: true });
});

describe('S3, without the name of the operation in its query', () => {
  const s3 = (method: string, path: string, more: Partial<RawCall> = {}): RawCall => ({
    ...{ method, path, service: 's3' },
    ...more,
    headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...more.headers },
  });
  const ask = (call: RawCall) => send(call, account.endpoint.settings());

  test('takes a body after it said that it would', async () => {
    const put = await ask(s3('PUT', '/releases/plain', { headers: { expect: '100-continue' }, body: 'plain' }));
    expect(put.status).toBe(200);
    expect(await ask(s3('GET', '/releases/plain'))).toMatchObject({ status: 200, body: 'plain' });
  });

  test('takes a body in chunks with its checksum behind it', async () => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32('streamed'));
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '8',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    const body = `8\r\nstreamed\r\n0\r\nx-amz-checksum-crc32:${checksum.toString('base64')}\r\n\r\n`;
    expect((await ask(s3('PUT', '/releases/streamed', { headers, body }))).status).toBe(200);
    expect((await ask(s3('GET', '/releases/streamed'))).body).toBe('streamed');
  });

  test.each<[string, RawCall, string]>([
    ['a copy', s3('PUT', '/releases/copy', { headers: { 'x-amz-copy-source': 'releases/plain' } }), 'CopyObject'],
    ['a part of an upload', s3('PUT', '/releases/part?partNumber=1&uploadId=x', { body: 'part' }), 'UploadPart'],
    ['the parts of an upload', s3('GET', '/releases/part?uploadId=x'), 'ListParts'],
  ])('takes %s for no plain object', async (_, call, operation) => {
    const answer = await ask(call);
    expect(answer.status).toBe(501);
    expect(answer.body).toContain(`s3:${operation} is not rehearsed`);
  });
});

test('an unsigned request is refused', async () => {
  const { endpoint } = account.endpoint.settings();
  const answer = await fetch(endpoint, { method: 'POST', headers: FORM, body: 'Action=DescribeGlobalClusters' });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});
