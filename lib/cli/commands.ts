import { OUTLINE } from './outline';
import type { Holder } from './usage';

/** Every command of `understudy`, in the order of its help. Each is loaded when it is meant. */
export const COMMANDS: Holder = {
  name: 'understudy',
  purpose: 'A serverless Region failover for AWS: it learns the part, watches the lead, and takes over.',
  examples: [
    'understudy rehearse   # the whole takeover, on this machine, without an account',
    'understudy status   # where the plan stands, and the next safe command',
    'understudy check   # would a failover work now',
  ],
  outline: OUTLINE,
  holds: {
    rehearse: async () => (await import('./rehearse')).rehearse,
    init: async () => (await import('./init')).init,
    status: async () => (await import('./status')).status,
    check: async () => (await import('./check')).check,
    watch: async () => (await import('./watch')).watch,
    start: async () => (await import('./start')).start,
    approve: async () => (await import('./approve')).approve,
    decline: async () => (await import('./approve')).decline,
    automation: async () => (await import('./controls')).automation,
    acknowledge: async () => (await import('./controls')).acknowledge,
    'acknowledge-divergence': async () => (await import('./controls')).acknowledgeDivergence,
    'break-lock': async () => (await import('./break-lock')).breakLock,
    traffic: async () => (await import('./traffic')).traffic,
    release: async () => (await import('./release')).release,
    report: async () => (await import('./report')).report,
    evidence: async () => (await import('./evidence')).evidence,
    history: async () => (await import('./history')).history,
    cost: async () => (await import('./cost')).cost,
    generate: async () => (await import('./generate')).generate,
    completion: async () => (await import('./completion')).completion,
  },
};
