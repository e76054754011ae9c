import { CANARY_FAULTS } from './canaries';
import { DATA_FAULTS } from './data';
import { ENGINE_FAULTS } from './engine';
import type { FaultGroup } from './fault';
import { LOCKING_FAULTS } from './locking';
import { PROMOTION_FAULTS } from './promotion';
import { STACK_FAULTS } from './stacks';
import { TRAFFIC_FAULTS } from './traffic';
import { TRIGGER_FAULTS } from './triggers';

export * from './fault';

/** Every fault that a takeover must survive, in the order of their numbers. */
export const FAULT_GROUPS: readonly FaultGroup[] = [
  { title: 'Triggers and alarms', faults: TRIGGER_FAULTS },
  { title: 'Locking and concurrency', faults: LOCKING_FAULTS },
  { title: 'Promotion of the database', faults: PROMOTION_FAULTS },
  { title: 'Stacks and artifacts', faults: STACK_FAULTS },
  { title: 'Canaries', faults: CANARY_FAULTS },
  { title: 'Traffic', faults: TRAFFIC_FAULTS },
  { title: 'Workflow engine, functions and payload', faults: ENGINE_FAULTS },
  { title: 'Drill, failback and data', faults: DATA_FAULTS },
];
