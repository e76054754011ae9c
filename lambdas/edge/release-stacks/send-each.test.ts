import { sendEach } from './send-each';

const stacks = Array.from({ length: 12 }, (_, n) => n);
const sending = async (isTaken: (stack: number) => boolean) => {
  const sent: number[] = [];
  const left = await sendEach(stacks, async (stack) => {
    sent.push(stack);
    return isTaken(stack);
  });
  return { sent, left };
};

test('Each stack is sent where CloudFormation takes them all', async () => {
  expect(await sending(() => true)).toEqual({ sent: stacks, left: [] });
});

test('What comes after one that was not taken is not sent, and is told', async () => {
  expect(await sending((stack) => stack !== 6)).toEqual({ sent: stacks.slice(0, 10), left: [10, 11] });
});
