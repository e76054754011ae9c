import { type Action, done, THE_WORLD } from './action';

const CONFIRM = 'Yes, close this world';

/** Another world in the place of this one. */
export const renewing: readonly Action[] = [
  {
    id: 'new-world',
    group: 'world',
    confirm: CONFIRM,
    targets: () => THE_WORLD,
    label: () => 'New world',
    sentence: () =>
      'Closes this world with everything in it and opens a fresh one, as the plan has it. Takes a minute.',
    refuse: () => undefined,
    async perform({ renew }) {
      renew();
      return done('a new world is on its way');
    },
  },
  {
    id: 'new-world-asks',
    group: 'world',
    confirm: CONFIRM,
    targets: () => THE_WORLD,
    label: () => 'New world that asks first',
    sentence: () =>
      'The same, with automation "prepare": a takeover makes everything ready, then waits for your approval.',
    refuse: () => undefined,
    async perform({ renew }) {
      renew('prepare');
      return done('a new world that asks first is on its way');
    },
  },
];
