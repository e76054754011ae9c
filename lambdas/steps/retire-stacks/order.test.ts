import { STACK_TAGS } from '../../../lib/domain/names';
import { topOf } from './order';
import type { SeenStack } from './seen';

const stack = (stackName: string, minute: number, tags: Record<string, string> = {}): SeenStack => ({
  id: `arn:${stackName}`,
  stackName,
  status: 'CREATE_COMPLETE',
  createdAt: `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`,
  tags: { [STACK_TAGS.release]: 'r-1', [STACK_TAGS.lane]: 'live', ...tags },
});
const level = (n: string) => ({ [STACK_TAGS.level]: n });
const namesOf = (left: readonly SeenStack[]) => topOf(left).map(({ stackName }) => stackName);

test.each<[string, readonly SeenStack[], string[]]>([
  ['none of none', [], []],
  [
    'all of the highest level',
    [stack('a', 1, level('1')), stack('b', 2, level('2')), stack('c', 3, level('2'))],
    ['b', 'c'],
  ],
  ['the higher of two, also where it was created first', [stack('a', 9, level('1')), stack('b', 2, level('2'))], ['b']],
  [
    'the last one alone where a level is missing',
    [stack('a', 1), stack('b', 2, level('2')), stack('c', 3, level('2'))],
    ['c'],
  ],
  ['the last one alone where a level is no number', [stack('a', 1, level('x')), stack('b', 2, level('2'))], ['b']],
  [
    'none of another release',
    [stack('a', 1, { ...level('3'), [STACK_TAGS.release]: 'r-0' }), stack('b', 2, level('1'))],
    ['b'],
  ],
  [
    'none of another lane',
    [stack('a', 1, { ...level('3'), [STACK_TAGS.lane]: 'drill' }), stack('b', 2, level('1'))],
    ['b'],
  ],
])('What goes first is %s', (_, left, names) => {
  expect(namesOf(left)).toEqual(names);
});
