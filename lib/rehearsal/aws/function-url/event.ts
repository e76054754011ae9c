import { sessionArn } from '../iam/authorize';
import type { Services } from '../services';
import type { Signer, UrlRequest } from './signature';

/** What an event says besides the request itself. */
export interface EventOptions extends Pick<Services, 'pace' | 'account'> {
  /** Where the request came to. */
  readonly host: string;
  /** @default nobody is asked who they are */
  readonly signer?: Signer | undefined;
}

/**
 * Payload format 2.0.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function eventOf({ method, url, headers, body }: UrlRequest, { pace, account, host, signer }: EventOptions) {
  const [rawPath = '/', rawQueryString = ''] = url.split('?');
  const http = {
    method,
    path: rawPath,
    protocol: 'HTTP/1.1',
    sourceIp: '52.0.0.1',
    userAgent: headers['user-agent'],
  };
  const query = Object.fromEntries(new URLSearchParams(rawQueryString));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: signer ? account : 'anonymous',
      apiId: host.split('.')[0],
      ...(signer && { authorizer: { iam: callerOf(signer, account) } }),
      domainName: host,
      domainPrefix: host.split('.')[0],
      http,
      requestId: `${account}-${pace.clock.now()}`,
      routeKey: '$default',
      stage: '$default',
      time: pace.clock.iso(),
      timeEpoch: pace.clock.now(),
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  };
}

/** The caller as IAM has verified it; a role's unique id and the session's name make up the id of a session. */
function callerOf({ accessKeyId, principal }: Signer, account: string) {
  const id = `${principal.roleArn.split('/').at(-1)}:${principal.about}`;
  return {
    accessKey: accessKeyId,
    accountId: account,
    callerId: id,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: sessionArn(principal),
    userId: id,
  };
}
