import { RUN_EXAMPLE } from './flags';
import type { Holder } from './usage';

/** `understudy evidence verify …` */
export const evidence: Holder = {
  name: 'evidence',
  group: 'Prove',
  purpose: 'Tells whether the record of a run is what was written, and what it says.',
  examples: [`understudy evidence verify ${RUN_EXAMPLE}`],
  holds: {
    verify: async () => (await import('./evidence/verify')).verify,
  },
};
