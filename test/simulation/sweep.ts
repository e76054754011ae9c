import { CALL_FAULTS, type CallFault, type Fault, RUN_FAULTS } from './faults';
import type { Job } from './lanes';
import type { Outcome } from './simulation';

/** Operations that only look; of these it is the same whether an error comes before or after. */
const LOOKS = /:(Get|Describe|List|Query|Scan|Head|Simulate)/;
const SAME_AS_BEFORE: readonly CallFault[] = ['errorAfter', 'timeoutAfter'];

/** Every single fault of a story: each state stopped in each way, each call of each state failing in each way. */
export function singleFaults({ places, states }: Pick<Outcome, 'places' | 'states'>): Fault[] {
  const ofRuns = states.flatMap((step) => RUN_FAULTS.map((fault): Fault => ({ at: { step }, fault })));
  const ofCalls = [...places].flatMap(([step, operations]) =>
    [...operations].flatMap((operation) =>
      CALL_FAULTS.filter((fault) => !(LOOKS.test(operation) && SAME_AS_BEFORE.includes(fault))).map(
        (fault): Fault => ({ at: { step, operation }, fault }),
      ),
    ),
  );
  return [...ofRuns, ...ofCalls];
}

/** The sweep's jobs for one story, whose control run told where faults can be put. */
export const sweepJobs = (story: string, seed: number, control: Pick<Outcome, 'places' | 'states'>): Job[] =>
  singleFaults(control).map((fault) => ({ story, seed, faults: [fault] }));
