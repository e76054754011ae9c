import type { Part } from './part';
import { budget } from './parts/budget';
import { costs } from './parts/cost';
import { developer } from './parts/developer';
import { growth } from './parts/growth';
import { lambdas } from './parts/lambdas';
import { overhead } from './parts/overhead';
import { rehearsals } from './parts/rehearsals';
import { spreads } from './parts/spreads';
import { usualWay } from './parts/usual-way';

/** What `npm run bench` measures, in the order of docs/performance.md. */
export const PARTS: readonly Part<object>[] = [
  budget,
  spreads,
  overhead,
  usualWay,
  lambdas,
  growth,
  costs,
  rehearsals,
  developer,
];
