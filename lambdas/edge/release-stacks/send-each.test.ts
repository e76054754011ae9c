import { sendEach } from './send-each';

const stacks = Array.from({ length: 12 }, (_, n) => n);
const BEGAN = '2026-11-21T12:00:00.000Z';

const sending = async (isTaken: (stack: number) => boolean, secondsEach = 0) => {
  const sent: number[] = [];
  let now = Date.parse(BEGAN);
  const send = async (stack: number) => {
    sent.push(stack);
    now += secondsEach * 1000;
    return isTaken(stack);
  };
  const left = await sendEach(stacks, send, { now: BEGAN, clock: { now: () => now } });
  return { sent, left };
};

test('Each stack is sent where CloudFormation takes them all', async () => {
  expect(await sending(() => true)).toEqual({ sent: stacks, left: [] });
});

test('What comes after one that was not taken is not sent, and is told', async () => {
  expect(await sending((stack) => stack !== 6)).toEqual({ sent: stacks.slice(0, 10), left: [10, 11] });
});

test('What cannot be sent within 20 s of the look is not sent, and is told', async () => {
  expect(await sending(() => true, 2)).toEqual({ sent: stacks, left: [] });
  expect(await sending(() => true, 2.1)).toEqual({ sent: stacks.slice(0, 10), left: [10, 11] });
});

test('The first ones are sent however late it is', async () => {
  expect((await sending(() => true, 100)).sent).toEqual(stacks.slice(0, 5));
});
