import { setFlagsFromString } from 'node:v8';

// V8 compiles so in a process that already has much code of patterns, as one that has run for long.
setFlagsFromString('--no-regexp-optimization');
afterAll(() => setFlagsFromString('--regexp-optimization'));

test.each(['password-', 'token-secret.', 'password:', 'a'])(
  'a text of many %j is masked at once where V8 leaves a pattern as it is written',
  (part) => {
    const { withoutCredentials } = jest.requireActual<typeof import('./masked')>('./masked');
    const before = process.cpuUsage();
    withoutCredentials(part.repeat(1000));
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(2000);
  },
);
