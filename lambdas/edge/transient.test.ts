import { faultOf, isTransient } from './transient';

const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

test.each<[string, object]>([
  ['throttled', { name: 'Throttling', ...status(400) }],
  ['throttled', { name: 'ThrottlingException', ...status(400) }],
  ['throttled', { name: 'RequestLimitExceeded', ...status(400) }],
  ['throttled', { name: 'ProvisionedThroughputExceededException', ...status(400) }],
  ['throttled', { name: 'TooManyRequestsException', ...status(429) }],
  ['throttled', { name: 'UnknownError', ...status(429) }],
  // F-87
  ['throttled', { name: 'PriorRequestNotComplete', ...status(400) }],
  ['throttled', { name: 'SlowDown', ...status(503) }],
  // F-113
  ['throttled', { name: 'ExpiredTokenException', ...status(400) }],
  ['throttled', { name: 'ExpiredToken', ...status(403) }],
  ['throttled', { name: 'RequestExpired', ...status(400) }],
  ['unanswered', { name: 'InternalFailure', ...status(500) }],
  ['unanswered', { name: 'ServiceUnavailable', ...status(503) }],
  ['unanswered', { name: 'TimeoutError', $metadata: { attempts: 1 } }],
  // F-115
  ['unanswered', { name: 'Error', code: 'ECONNRESET' }],
  ['unanswered', { name: 'Error', code: 'ECONNREFUSED', $metadata: { attempts: 1 } }],
  ['unanswered', { name: 'Error', code: 'ENOTFOUND' }],
  ['unanswered', { name: 'Error', code: 'EAI_AGAIN' }],
  ['refused', { name: 'AccessDenied', ...status(403) }],
  ['refused', { name: 'GlobalClusterNotFoundFault', ...status(404) }],
  ['refused', { name: 'InvalidGlobalClusterStateFault', ...status(400) }],
  ['refused', { name: 'UnknownError', ...status(499) }],
  ['own', { name: 'SyntaxError', ...status(200) }],
  ['own', { name: 'TypeError' }],
  ['own', { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }],
])('it is %s after %j', (fault, error) => {
  expect(faultOf(Object.assign(new Error('because'), error))).toBe(fault);
  expect(isTransient(error)).toBe(fault === 'throttled' || fault === 'unanswered');
});

test('a thrown nothing is a fault of this program', () => {
  expect(faultOf(undefined)).toBe('own');
});
