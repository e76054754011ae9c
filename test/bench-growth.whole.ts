import { growth, measured } from './bench/growth';
import { prepare } from './simulation/prepare';
import { temporaryDirectory } from './temporary';

test('A failover of more stacks and databases ends as well, within the limits, and is turned away nowhere', async () => {
  const directory = temporaryDirectory('growth');
  const prepared = prepare(directory);
  const sizes = [
    { stacks: 30, databases: 1 },
    { stacks: 2, databases: 12 },
  ];
  const grown = await measured({ directory, prepared: () => prepared, tell: () => {} }, sizes);
  expect(grown.growth).toMatchObject(sizes.map((size) => ({ ...size, ending: 'Serving', throttled: 0 })));
  expect(growth.broken(grown)).toEqual([]);
  // Of the largest plan nothing is said that was not played.
  expect(grown.largestPlan).toBeUndefined();
  expect(growth.lines(grown).join('\n')).toContain('| 30 × 1 |');
}, 240_000);
