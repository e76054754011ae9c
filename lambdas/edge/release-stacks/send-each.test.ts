import { sendEach } from './send-each';

const stacks = Array.from({ length: 12 }, (_, n) => n);
const BEGAN = '2026-11-21T12:00:00.000Z';

interface Course {
  readonly isTaken?: (stack: number) => boolean;
  readonly secondsEach?: number;
  /** How often the lock is still this run's. */
  readonly ownedTimes?: number;
  readonly secondsOfGuard?: number;
}

const sending = async ({ isTaken = () => true, secondsEach = 0, ownedTimes = 99, secondsOfGuard = 0 }: Course = {}) => {
  const sent: number[] = [];
  const order: (number | 'guard')[] = [];
  let now = Date.parse(BEGAN);
  let guards = 0;
  const send = async (stack: number) => {
    sent.push(stack);
    order.push(stack);
    now += secondsEach * 1000;
    return isTaken(stack);
  };
  const stillOwns = async () => {
    order.push('guard');
    now += secondsOfGuard * 1000;
    return ++guards <= ownedTimes;
  };
  const left = await sendEach(stacks, send, { now: BEGAN, clock: { now: () => now }, stillOwns });
  return { sent, left, order };
};

test('Each stack is sent where CloudFormation takes them all', async () => {
  expect(await sending()).toMatchObject({ sent: stacks, left: [] });
});

test('What comes after one that was not taken is not sent, and is told', async () => {
  expect(await sending({ isTaken: (stack) => stack !== 6 })).toMatchObject({
    sent: stacks.slice(0, 10),
    left: [10, 11],
  });
});

test('What cannot be sent within 20 s of the look is not sent, and is told', async () => {
  expect(await sending({ secondsEach: 2 })).toMatchObject({ sent: stacks, left: [] });
  expect(await sending({ secondsEach: 2.1 })).toMatchObject({ sent: stacks.slice(0, 10), left: [10, 11] });
});

test('The first ones are sent however late it is', async () => {
  expect((await sending({ secondsEach: 100 })).sent).toEqual(stacks.slice(0, 5));
});

test('The lock is written again before each five that follow the first', async () => {
  const { order } = await sending();
  expect(order).toEqual([0, 1, 2, 3, 4, 'guard', 5, 6, 7, 8, 9, 'guard', 10, 11]);
});

test.each([
  [0, 5],
  [1, 10],
])(
  'Once another run has the lock no more are sent, and what is left is told: held %i times more',
  async (ownedTimes, count) => {
    expect(await sending({ ownedTimes })).toMatchObject({ sent: stacks.slice(0, count), left: stacks.slice(count) });
  },
);

test('What a slow write of the lock leaves no time for is not sent', async () => {
  expect(await sending({ secondsOfGuard: 20 })).toMatchObject({ sent: stacks.slice(0, 10), left: [10, 11] });
  expect(await sending({ secondsOfGuard: 20.1 })).toMatchObject({ sent: stacks.slice(0, 5) });
});
