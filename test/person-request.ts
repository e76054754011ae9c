import { plan } from './fixtures';

export const ALICE = `arn:aws:sts::${plan.account}:assumed-role/OnCall/alice`;

/** What Lambda hands over when a person calls a function URL: header names in lower case, the caller beside the method. */
export const personRequest = (body: unknown, { by = ALICE, method = 'POST' } = {}) => ({
  version: '2.0',
  rawPath: '/',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  isBase64Encoded: false,
  requestContext: { http: { method, path: '/' }, authorizer: { iam: { userArn: by } } },
});
