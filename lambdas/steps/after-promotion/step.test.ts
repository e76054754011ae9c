import { pointWorld } from '../../../test/hook-world';
import { createHandler } from './handler';
import { afterPromotion } from './step';

test('after promotion, the hooks of this point are asked, and no others', async () => {
  const world = pointWorld('afterPromotion');
  const record = await createHandler(world.clients, world.edge)(world.event);
  expect(record).toMatchObject({
    status: 'done',
    output: { hooks: [{ function: 'hook-of-afterPromotion', because: 'it is so' }] },
    because: 'the hook hook-of-afterPromotion is done: it is so',
  });
  expect(world.asked).toMatchObject([
    { function: 'hook-of-afterPromotion', input: { point: 'afterPromotion', looks: 1 } },
  ]);
});

test('its function may invoke these hooks, and no others', () => {
  expect(afterPromotion.permissions(pointWorld('afterPromotion').place)).toEqual([
    {
      actions: ['lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:us-west-2:111122223333:function:hook-of-afterPromotion'],
    },
  ]);
});

test('a plan without hooks here has no such step', () => {
  const { plan } = pointWorld('afterPromotion').place;
  expect(afterPromotion.isNeeded?.(plan)).toBe(true);
  expect(afterPromotion.isNeeded?.({ ...plan, hooks: { ...plan.hooks, afterPromotion: [] } })).toBe(false);
});
