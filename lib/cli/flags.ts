import type { Flag } from './usage';

/** Flags that several commands take. */
export const JSON_FLAG = { help: 'prints one JSON value on stdout; of a failure {"problems": […]}' } as const;
export const WORLD_FLAG = {
  value: '<url>',
  help: 'speaks to the rehearsal world that rehearse --hold keeps up, not to AWS',
} as const;
export const BECAUSE_FLAG = {
  value: '<why>',
  help: 'one sentence that says why; it is recorded under your name',
  isRequired: true,
} as const;

/** @param help what the Region is asked for */
export const regionFlag = <const Help extends string>(help: Help) =>
  ({ value: '<region>', help }) as const satisfies Flag;

/** A run, as examples name one. */
export const RUN_EXAMPLE = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1';
