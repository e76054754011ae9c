import { plan as example, HERE, planWith } from '../../test/fixtures';
import { namesOf } from './names';
import { stacksWithIds, uniqueIdIn } from './stack-ids';

const plan = planWith({ release: { ...example.release, stacks: ['data', 'web'], stackName: '{stack}-{release}' } });
const place = { plan, region: HERE, names: namesOf(plan, HERE) };

test('What is left of an ARN makes it again, with the name that the plan gives', () => {
  const arn = (name: string, id: string) => `arn:aws:cloudformation:${HERE}:${plan.account}:stack/${name}/${id}`;
  const made = [arn('data-r-1', '1a'), arn('web-r-1', '2b')];
  expect(stacksWithIds(place, { release: 'r-1', uniqueIds: made.map(uniqueIdIn) })).toEqual([
    { id: made[0], name: 'data-r-1' },
    { id: made[1], name: 'web-r-1' },
  ]);
});

test.each([[[]], [['1a']], [['1a', '']]])('No ARN is made up for a stack without its id: %j', (uniqueIds) => {
  expect(() => stacksWithIds(place, { release: 'r-1', uniqueIds })).toThrow('no id of ');
});
