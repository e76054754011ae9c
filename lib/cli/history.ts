import type { Holder } from './usage';

/** `understudy history check …` */
export const history: Holder = {
  name: 'history',
  group: 'Prove',
  purpose: 'Tells whether the changes that runs have made keep what Understudy promises about them.',
  examples: ['understudy history check calls.jsonl'],
  holds: {
    check: async () => (await import('./history/check')).check,
  },
};
