import * as z from 'zod';
import { plan } from '../../test/fixtures';
import { ALICE, personRequest } from '../../test/person-request';
import { askedBy, Because, understood } from './person';

const ACCOUNT = plan.account;

interface Changes {
  readonly method?: string;
  readonly by?: string;
  readonly event?: object;
}

const request = ({ event, ...caller }: Changes = {}) => ({ ...personRequest({ kind: 'approve' }, caller), ...event });
const by = (userArn: string) => ({ by: userArn });
const authorizer = (authorizer: unknown) => ({ event: { requestContext: { http: { method: 'POST' }, authorizer } } });
const body = (text: string) => ({ event: { body: text } });
const type = (contentType: string) => ({ event: { headers: { 'content-type': contentType } } });

const asked = (changes: Changes) => askedBy(request(changes), ACCOUNT);
const statusOf = (event: unknown) => {
  const heard = askedBy(event, ACCOUNT);
  return 'answer' in heard ? heard.answer.statusCode : 'heard';
};

describe('A person is heard', () => {
  test.each<[string, Changes]>([
    ['as an assumed role', {}],
    ['as an IAM user', by(`arn:aws:iam::${ACCOUNT}:user/ops/bob`)],
    ['under a name that is an address', by(`${ALICE}@example.com`)],
    ['in another partition', by(`arn:aws-us-gov:iam::${ACCOUNT}:user/bob`)],
    ['with a charset', type('application/json; charset=utf-8')],
    ['with exactly 4096 bytes', body(JSON.stringify('x'.repeat(4094)))],
  ])('%s', (_, changes) => {
    expect(asked(changes)).not.toHaveProperty('answer');
  });

  test('under the ARN that IAM has verified, with the body unread', () => {
    expect(asked({})).toEqual({ by: ALICE, body: { kind: 'approve' } });
  });

  test('when the body comes in base64', () => {
    const event = { body: Buffer.from('{"a":"é"}').toString('base64'), isBase64Encoded: true };
    expect(asked({ event })).toMatchObject({ body: { a: 'é' } });
  });
});

describe('Nobody is heard', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'post'])('with %s', (method) => {
    expect(asked({ method })).toMatchObject({ answer: { statusCode: 405, headers: { allow: 'POST' } } });
  });

  test.each<[string, Changes, number]>([
    ['without an authorizer', authorizer(null), 403],
    ['with an authorizer of another kind', authorizer({ jwt: { claims: {} } }), 403],
    ['with an empty ARN', by(''), 403],
    ['with an ARN that is none', by('alice'), 403],
    ['of another account', by('arn:aws:iam::999988887777:user/alice'), 403],
    ['with two lines for a name', by(`${ALICE}\nroot`), 403],
    ['elsewhere', { event: { rawPath: '/approve' } }, 404],
    ['with a form', type('application/x-www-form-urlencoded'), 415],
    ['with text that only begins like JSON', type('application/jsonp'), 415],
    ['without a content type', { event: { headers: {} } }, 415],
    ['with 4097 bytes', body(JSON.stringify('x'.repeat(4095))), 413],
    ['with fewer characters, and more than 4096 bytes', body(JSON.stringify('é'.repeat(2048))), 413],
    ['without a body', { event: { body: undefined } }, 400],
    ['with half of a body', body('{"kind":'), 400],
  ])('%s', (_, changes, status) => {
    expect(statusOf(request(changes))).toBe(status);
  });

  test.each([undefined, null, {}, 'POST', { rawPath: '/' }])('for %j', (event) => {
    expect(statusOf(event)).toBe(400);
  });

  test('without an answer that says why, and that nothing on the way may keep', () => {
    expect(asked(body('x'))).toEqual({
      answer: {
        statusCode: 400,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: '{"because":"the body is not JSON"}',
      },
    });
  });
});

describe('A reason', () => {
  const Body = z.strictObject({ because: Because });

  test.each([
    ['as it is', 'it is down', 'it is down'],
    ['as one harmless line', ' a\u001b[2J\r\nb ', 'a [2J b'],
    ['up to 500 characters', 'x'.repeat(500), 'x'.repeat(500)],
  ])('is taken %s', (_, because, taken) => {
    expect(understood(Body, { because })).toEqual({ wanted: { because: taken } });
  });

  test.each<[string, unknown, string]>([
    ['when it is missing', {}, 'body.because: required, a sentence that says why'],
    ['when it is empty', { because: '' }, 'body.because: required, a sentence that says why'],
    ['when it is only blanks', { because: ' \n\u0000 ' }, 'body.because: required, a sentence that says why'],
    ['with 501 characters', { because: 'x'.repeat(501) }, 'body.because: at most 500 characters are allowed'],
    ['beside an unknown key', { because: 'x', force: true }, 'body: Unrecognized key: "force"'],
    ['when the body is no object', 'approve', 'body: Invalid input: expected object, received string'],
  ])('is refused %s', (_, given, because) => {
    expect(understood(Body, given)).toMatchObject({ answer: { statusCode: 400, body: JSON.stringify({ because }) } });
  });
});
