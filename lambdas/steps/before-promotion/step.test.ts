import { pointWorld } from '../../../test/hook-world';
import { createHandler } from './handler';
import { beforePromotion } from './step';

test('before promotion, the hooks of this point are asked, and no others', async () => {
  const world = pointWorld('beforePromotion');
  const record = await createHandler(world.clients, world.edge)(world.event);
  expect(record).toMatchObject({
    status: 'done',
    output: { hooks: [{ function: 'hook-of-beforePromotion', because: 'it is so' }] },
    because: 'the hook hook-of-beforePromotion is done: it is so',
  });
  expect(world.asked).toMatchObject([
    { function: 'hook-of-beforePromotion', input: { point: 'beforePromotion', looks: 1 } },
  ]);
});

test('its function may invoke these hooks, and no others', () => {
  expect(beforePromotion.permissions(pointWorld('beforePromotion').place)).toEqual([
    {
      actions: ['lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:us-west-2:111122223333:function:hook-of-beforePromotion'],
    },
  ]);
});

test('a plan without hooks here has no such step', () => {
  const { plan } = pointWorld('beforePromotion').place;
  expect(beforePromotion.isNeeded?.(plan)).toBe(true);
  expect(beforePromotion.isNeeded?.({ ...plan, hooks: { ...plan.hooks, beforePromotion: [] } })).toBe(false);
});
