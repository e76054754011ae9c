import type { Mutant } from '../mutant';
import { CANARIES } from './canaries';
import { EVIDENCE } from './evidence';
import { LOCK } from './lock';
import { PEOPLE } from './people';
import { PERMISSIONS } from './permissions';
import { PROMOTION } from './promotion';
import { REGION } from './region';
import { RELEASE } from './release';
import { STEPS } from './steps';
import { TABLES } from './tables';
import { TRAFFIC } from './traffic';
import { TRIGGERS } from './triggers';
import { WORKFLOW } from './workflow';

/** Every bug that the suites must notice. */
export const MUTANTS: readonly Mutant[] = [
  ...LOCK,
  ...TABLES,
  ...STEPS,
  ...PROMOTION,
  ...CANARIES,
  ...TRAFFIC,
  ...WORKFLOW,
  ...PEOPLE,
  ...TRIGGERS,
  ...RELEASE,
  ...REGION,
  ...EVIDENCE,
  ...PERMISSIONS,
];
