import type { GetExecutionHistoryCommand, HistoryEvent } from '@aws-sdk/client-sfn';
import { RUN_ID } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import { follow } from './follow';

const PAGE = 50;

/** A history that grows, in pages as Step Functions gives them: no token after the last one. */
function history() {
  const events: HistoryEvent[] = [];
  const asked: GetExecutionHistoryCommand['input'][] = [];
  const failures: Error[] = [];
  return {
    asked,
    failures,
    grow: (count: number) => {
      for (let i = 0; i < count; i++) {
        const id = events.length + 1;
        const stateEnteredEventDetails = { name: `Step${id}` };
        events.push({ id, timestamp: new Date(id), type: 'TaskStateEntered', stateEnteredEventDetails });
      }
    },
    states: {
      async send({ input }: GetExecutionHistoryCommand) {
        asked.push(input);
        const failure = failures.shift();
        if (failure) throw failure;
        const from = Number(input.nextToken ?? 0);
        const to = from + (input.maxResults ?? 0);
        return { events: events.slice(from, to), ...(to < events.length && { nextToken: String(to) }) };
      },
    },
  };
}

const stepsIn = (events: readonly object[]) => events.map((event) => ('step' in event ? event.step : ''));
const names = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `Step${from + at}`);

test('tells every event once, in its order, over any number of pages', async () => {
  const { states, grow, asked } = history();
  const follower = follow(states, RUN_ID);
  grow(2 * PAGE + 7);
  expect(stepsIn(await follower.look())).toEqual(names(1, 2 * PAGE + 7));
  expect(await follower.look()).toEqual([]);
  grow(PAGE);
  expect(stepsIn(await follower.look())).toEqual(names(2 * PAGE + 8, 3 * PAGE + 7));
  expect(asked.every(({ executionArn }) => executionArn === RUN_ID)).toBe(true);
});

test('goes on from the last page, and reads none before it again', async () => {
  const { states, grow, asked } = history();
  const follower = follow(states, RUN_ID);
  grow(2 * PAGE + 1);
  await follower.look();
  asked.length = 0;
  await follower.look();
  expect(asked.map(({ nextToken }) => nextToken)).toEqual([String(2 * PAGE)]);
});

test.each(['ThrottlingException', 'TimeoutError'])('%s brings nothing, and the next look all', async (name) => {
  const { states, grow, failures } = history();
  const follower = follow(states, RUN_ID);
  grow(PAGE + 1);
  failures.push(awsError(name, 400));
  expect(await follower.look()).toEqual([]);
  expect(follower.trouble()).toMatchObject({ name });
  expect(await follower.look()).toHaveLength(PAGE + 1);
  expect(follower.trouble()).toBeUndefined();
});

test('what was read before a look failed is told, and not again', async () => {
  const { states, grow, failures, asked } = history();
  const follower = follow(states, RUN_ID);
  grow(1);
  await follower.look();
  grow(2 * PAGE);
  const send = states.send;
  states.send = async (command) => {
    if (command.input.nextToken && asked.length < 4) failures.unshift(awsError('ThrottlingException', 400));
    return send(command);
  };
  const first = await follower.look();
  const second = await follower.look();
  const third = await follower.look();
  expect(stepsIn([...first, ...second, ...third])).toEqual(names(2, 2 * PAGE + 1));
});

test('a token that is too old is none: what is known is not told again', async () => {
  const { states, grow, failures } = history();
  const follower = follow(states, RUN_ID);
  grow(PAGE + 1);
  await follower.look();
  grow(1);
  failures.push(awsError('InvalidToken', 400));
  await follower.look();
  expect(stepsIn(await follower.look())).toEqual([`Step${PAGE + 2}`]);
});

test.each(['AccessDeniedException', 'ExecutionDoesNotExist', 'ExpiredTokenException'])(
  '%s is for whoever asked',
  async (name) => {
    const { states, failures } = history();
    failures.push(awsError(name, 400));
    await expect(follow(states, RUN_ID).look()).rejects.toMatchObject({ name });
  },
);
