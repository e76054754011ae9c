import type { Verb } from '../domain/run';
import type { AnyStep } from '../domain/step';
import { failover } from './failover';
import { stepsOf, type Workflow } from './grammar';
import { settle } from './settle';

/** The order of every verb. */
export const WORKFLOWS: Readonly<Record<Verb, Workflow>> = { failover, settle };

/** Every step of every verb once. */
export const allSteps = (): AnyStep[] => [...new Set(Object.values(WORKFLOWS).flatMap(stepsOf))];
