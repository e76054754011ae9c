import { budget } from './budget';
import { costs } from './cost';
import { developer } from './developer';
import { growth } from './growth';
import { lambdas } from './lambdas';
import { overhead } from './overhead';
import type { Part } from './part';
import { rehearsals } from './rehearsals';
import { spreads } from './spreads';
import { usualWay } from './usual-way';

/** What `npm run bench` measures, in the order of docs/performance.md. */
export const PARTS: readonly Part<object>[] = [
  budget,
  spreads,
  overhead,
  usualWay,
  lambdas,
  costs,
  rehearsals,
  developer,
  growth,
];
