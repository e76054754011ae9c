import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { Log } from '../../edge/log';
import { type ClaimClients, claims } from './claims';
import { failoverRecordSets } from './records';
import { type ClusterAt, routingControls } from './routing-controls';
import type { Seen, Shift } from './seen';
import type { shiftTraffic } from './step';

type Input = InputOf<typeof shiftTraffic>;

export interface ShiftClients extends ClaimClients {
  readonly route53: Sends;
  readonly clusterAt: ClusterAt;
}

/** Looks at and performs whatever the plan's strategy moves; first of all comes the claim. */
export function moves(clients: ShiftClients, log: Log) {
  const claim = claims(clients, log);
  const records = failoverRecordSets(clients);
  const controls = routingControls(clients);
  // Why the last change was not made, for the look that follows it; a look that never comes loses nothing, because
  // what was not made is still missing.
  let answer: string | undefined;

  const lookAtWay = async (input: Input): Promise<Seen['way']> => {
    const last = answer;
    answer = undefined;
    if (input.plan.traffic.strategy === 'health-signal') return claim.look(input);
    const way =
      input.plan.traffic.strategy === 'record-update' ? await records.look(input) : await controls.look(input);
    return { ...way, answer: last };
  };

  return {
    async look(input: Input): Promise<Seen> {
      const own = await claim.read(input);
      const isOurs = own?.runId === input.run.id && own.epoch >= input.epoch;
      return { claim: own, way: isOurs ? await lookAtWay(input) : undefined };
    },
    async perform(shift: Shift, input: Input): Promise<void> {
      if (shift.kind === 'claim') return claim.perform(shift.epoch, input);
      answer =
        shift.kind === 'swap-records'
          ? await records.perform(shift.changes, input)
          : await controls.perform(shift.entries, input);
    },
  };
}
