import type { Watcher } from './open-world';

/** Does nothing to anything, and hears nothing but what is wrong with the world itself. */
export const silentWatcher: Watcher = {
  around: (_, carryOut) => carryOut(),
  onInvocation: () => {},
  onCall: () => {},
  onLog: () => {},
  onThrown: () => {},
  onProblem: (problem) => {
    throw new Error(problem);
  },
};
