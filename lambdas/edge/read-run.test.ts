import { document } from '../../test/fixtures';
import { readRun } from './read-run';

const withPlan = (plan: object) => ({ ...document, plan: { ...document.plan, ...plan } });

test('the same plan is read once, and the rest of a document each time', () => {
  const [first, second] = [
    readRun({ ...document }),
    readRun({ ...document, failures: [], request: { reason: 'again' } }),
  ];
  expect(second.plan).toBe(first.plan);
  expect(second.request).toEqual({ reason: 'again' });
});

test('another plan is another one, and the first is read again after it', () => {
  expect(readRun(withPlan({ cooldownSeconds: 7 })).plan.cooldownSeconds).toBe(7);
  expect(readRun({ ...document }).plan).toEqual(document.plan);
});

test.each([
  ['a plan that is wrong', withPlan({ regions: [] })],
  ['no plan', { ...document, plan: undefined }],
  ['no run', { ...document, run: undefined }],
  ['nothing', undefined],
])('refuses %s, also after a document that was right', (_, event) => {
  readRun({ ...document });
  expect(() => readRun(event)).toThrow();
  expect(() => readRun(event)).toThrow();
});
