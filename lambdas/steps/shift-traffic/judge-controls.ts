import { act, done, refuse, wait } from '../../../lib/domain/decision';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import type { Claim } from '../../edge/claim-table';
import type { Verdict } from './decide';
import type { ControlEntry, SeenControls } from './seen';
import type { shiftTraffic } from './step';

type Input = InputOf<typeof shiftTraffic>;

/** Whether the routing control of this Region is on and every other is off, and the one call that makes it so. */
export function judgeControls({ isOn, answer }: SeenControls, claim: Claim, { plan, region }: Input): Verdict {
  const entries = Object.entries(plan.traffic.routingControl?.controls ?? {}).map(
    ([at, RoutingControlArn]): ControlEntry => ({
      RoutingControlArn,
      RoutingControlState: at === region ? 'On' : 'Off',
    }),
  );
  const command = switchCommand(plan.traffic.routingControl?.endpoints ?? {}, entries);
  if (isOn.outcome !== 'read') {
    const because = `${oneLine(isOn.because)}; by hand: ${command}`;
    return isOn.outcome === 'unknown' ? wait(because) : refuse(because);
  }
  if (Object.entries(isOn.value).every(([at, on]) => on === (at === region))) {
    return done({ claimedEpoch: claim.epoch }, `the routing control of ${region} is on, and every other is off`);
  }
  if (answer) return wait(`${answer}; by hand: ${command}`);
  return act({ kind: 'switch-controls', entries }, `switching on the routing control of ${region}, the others off`);
}

function switchCommand(endpoints: Readonly<Record<string, string>>, entries: readonly ControlEntry[]): string {
  const [region = '', endpoint = ''] = Object.entries(endpoints)[0] ?? [];
  return (
    `aws route53-recovery-cluster update-routing-control-states --region ${region} --endpoint-url ${endpoint} ` +
    `--update-routing-control-state-entries '${JSON.stringify(entries)}' (any of the five endpoints)`
  );
}
