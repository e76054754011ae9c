import { pointWorld } from '../../../test/hook-world';
import { createHandler } from './handler';
import { afterTraffic } from './step';

test('after traffic, the hooks of this point are asked, and no others', async () => {
  const world = pointWorld('afterTraffic');
  const record = await createHandler(world.clients, world.edge)(world.event);
  expect(record).toMatchObject({
    status: 'done',
    output: { hooks: [{ function: 'hook-of-afterTraffic', because: 'it is so' }] },
    because: 'the hook hook-of-afterTraffic is done: it is so',
  });
  expect(world.asked).toMatchObject([{ function: 'hook-of-afterTraffic', input: { point: 'afterTraffic', looks: 1 } }]);
});

test('its function may invoke these hooks, and no others', () => {
  expect(afterTraffic.permissions(pointWorld('afterTraffic').place)).toEqual([
    {
      actions: ['lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:us-west-2:111122223333:function:hook-of-afterTraffic'],
    },
  ]);
});

test('a plan without hooks here has no such step', () => {
  const { plan } = pointWorld('afterTraffic').place;
  expect(afterTraffic.isNeeded?.(plan)).toBe(true);
  expect(afterTraffic.isNeeded?.({ ...plan, hooks: { ...plan.hooks, afterTraffic: [] } })).toBe(false);
});
