import { LASTING_TYPES, PASSING_TYPES } from '../../../domain/lasting-types';
import { inResources, type Rule } from '../rule';

export const statefulWithoutRetain: Rule = {
  name: 'stateful-without-retain',
  level: 'error',
  warnsWhen: 'what it holds is in transit or can be made again: queues and logs',
  why: 'Retiring a release deletes its stacks, with everything that was written since the takeover.',
  check: inResources(({ type, resource }) => {
    const isLasting = LASTING_TYPES.has(type);
    if ((!isLasting && !PASSING_TYPES.has(type)) || KEEPS.has(resource.DeletionPolicy ?? '')) return [];
    const because = `${type} is deleted with its stack, and what it holds with it`;
    return [{ because, remedy: REMEDY, level: isLasting ? 'error' : 'warning' }];
  }),
};

const REMEDY = 'move it to the pilot light, or give it the DeletionPolicy Retain, Snapshot or RetainExceptOnCreate';

const KEEPS = new Set(['Retain', 'Snapshot', 'RetainExceptOnCreate']);
