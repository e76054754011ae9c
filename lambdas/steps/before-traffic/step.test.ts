import { pointWorld } from '../../../test/hook-world';
import { createHandler } from './handler';
import { beforeTraffic } from './step';

test('before traffic, the hooks of this point are asked, and no others', async () => {
  const world = pointWorld('beforeTraffic');
  const record = await createHandler(world.clients, world.edge)(world.event);
  expect(record).toMatchObject({
    status: 'done',
    output: { hooks: [{ function: 'hook-of-beforeTraffic', because: 'it is so' }] },
    because: 'the hook hook-of-beforeTraffic is done: it is so',
  });
  expect(world.asked).toMatchObject([
    { function: 'hook-of-beforeTraffic', input: { point: 'beforeTraffic', looks: 1 } },
  ]);
});

test('its function may invoke these hooks, and no others', () => {
  expect(beforeTraffic.permissions(pointWorld('beforeTraffic').place)).toEqual([
    {
      actions: ['lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:us-west-2:111122223333:function:hook-of-beforeTraffic'],
    },
  ]);
});

test('a plan without hooks here has no such step', () => {
  const { plan } = pointWorld('beforeTraffic').place;
  expect(beforeTraffic.isNeeded?.(plan)).toBe(true);
  expect(beforeTraffic.isNeeded?.({ ...plan, hooks: { ...plan.hooks, beforeTraffic: [] } })).toBe(false);
});
