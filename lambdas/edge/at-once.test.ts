import { atOnce } from './at-once';

const numbers = [1, 2, 3, 4, 5];

test('the results come in the order of the list', async () => {
  expect(await atOnce(2, numbers, async (one) => one * 10)).toEqual([10, 20, 30, 40, 50]);
});

test('the first ones are done though it is over, and no more', async () => {
  expect(
    await atOnce(
      2,
      numbers,
      async (one) => one,
      () => true,
    ),
  ).toEqual([1, 2]);
});

test('what one has thrown is thrown once the others that had begun are over, and nothing begins after it', async () => {
  const ended: number[] = [];
  const working = atOnce(2, numbers, async (one) => {
    if (one === 1) throw new Error('one');
    await new Promise((resolve) => setImmediate(resolve));
    ended.push(one);
  });
  await expect(working).rejects.toThrow('one');
  expect(ended).toEqual([2]);
});
