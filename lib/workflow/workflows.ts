import type { AnyStep } from '../domain/step';
import type { Verb } from '../domain/verbs';
import { check } from './check';
import { drill } from './drill';
import { failover } from './failover';
import { stepsOf, type Workflow } from './grammar';
import { prewarm } from './prewarm';
import { retire } from './retire';
import { settle } from './settle';
import { standDown } from './stand-down';
import { switchover } from './switchover';

/** The order of every verb. */
export const WORKFLOWS: Readonly<Record<Verb, Workflow>> = {
  failover,
  switchover,
  drill,
  prewarm,
  check,
  settle,
  'stand-down': standDown,
  retire,
};

/** Every step of every verb once. */
export const allSteps = (): AnyStep[] => [...new Set(Object.values(WORKFLOWS).flatMap(stepsOf))];
