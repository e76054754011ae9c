import { perRegion } from './per-region';

test('makes one for each Region, and the same one for the same Region', () => {
  const clientIn = perRegion((region) => ({ region }));
  const first = clientIn('us-east-1');
  expect(first).toEqual({ region: 'us-east-1' });
  expect(clientIn('us-east-1')).toBe(first);
  expect(clientIn('us-west-2')).toEqual({ region: 'us-west-2' });
});
