import type { Running } from '../../edge/fencing/region';
import { reading } from '../../edge/reading';
import { INCOMPLETE } from '../../edge/transient';
import { isSilent } from './stopping';

const none = { outcome: 'read', value: { switches: [], missing: [] } } as const;
const running = (services: Running['services']) =>
  ({ services, rules: none, schedules: none, executions: none }) as unknown as Running;
const failing = (name: string) => reading('looking', Promise.reject(Object.assign(new Error('e'), { name })));

test.each([
  ['does not answer', 'TimeoutError', true],
  ['answers in part', INCOMPLETE, false],
])('a Region that %s is silent or not', async (_, name, isSo) => {
  expect(isSilent(running(await failing(name)))).toBe(isSo);
});

test('one that says no is not silent', () => {
  expect(isSilent(running({ outcome: 'failed', name: 'AccessDenied', because: 'no' }))).toBe(false);
});
