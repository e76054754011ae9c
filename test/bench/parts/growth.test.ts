import type { RunRecord } from '../../simulation/run-record';
import { invocationsIn } from './growth';

const event = (type: string, name: string, second: number) =>
  ({ type, name, at: second * 1000 }) as unknown as RunRecord['history'][number];

test('functions are counted and timed by what a history says, also side by side', () => {
  const history = [
    event('TaskStateEntered', 'DeployStacks', 0),
    event('TaskStateEntered', 'PromoteDatabase', 1),
    event('TaskStateExited', 'DeployStacks', 3),
    event('WaitStateEntered', 'DeployStacks: wait', 3),
    event('WaitStateExited', 'DeployStacks: wait', 8),
    event('TaskStateEntered', 'DeployStacks', 8),
    event('TaskStateExited', 'PromoteDatabase', 9),
    event('TaskStateExited', 'DeployStacks', 10),
  ];
  expect(invocationsIn(history)).toEqual({ count: 3, seconds: 13 });
});
