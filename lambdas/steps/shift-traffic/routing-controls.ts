import {
  GetRoutingControlStateCommand,
  type GetRoutingControlStateCommandOutput,
  UpdateRoutingControlStatesCommand,
} from '@aws-sdk/client-route53-recovery-cluster';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import type { Sends } from '../../edge/clients';
import { type Reading, reading } from '../../edge/reading';
import type { ControlEntry, SeenControls } from './seen';
import type { shiftTraffic } from './step';

type Input = InputOf<typeof shiftTraffic>;

/** A client of one endpoint of an ARC cluster: calls are signed for the Region where the endpoint stands. */
export type ClusterAt = (at: { readonly region: string; readonly endpoint: string }) => Sends;

/**
 * The routing controls of an ARC cluster, over its data plane. The cluster works while three of its five endpoints do,
 * so each is tried until one answers.
 *
 * Source: https://docs.aws.amazon.com/r53recovery/latest/dg/route53-arc-best-practices.regional.html
 */
export const routingControls = ({ clusterAt }: { clusterAt: ClusterAt }) => ({
  async look({ plan }: Input): Promise<SeenControls> {
    const controls = Object.entries(plan.traffic.routingControl?.controls ?? {});
    const isOn = await fromAny(plan, clusterAt, 'GetRoutingControlState', async (cluster) => {
      const states = await Promise.all(
        controls.map(async ([at, arn]) => [at, await isControlOn(cluster, arn)] as const),
      );
      return Object.fromEntries(states);
    });
    return { strategy: 'routing-control', isOn };
  },
  /** All controls in one call, which changes all or none. @returns why that was not made */
  async perform(entries: readonly ControlEntry[], { plan }: Input): Promise<string | undefined> {
    const made = await fromAny(plan, clusterAt, 'UpdateRoutingControlStates', (cluster) =>
      cluster.send(new UpdateRoutingControlStatesCommand({ UpdateRoutingControlStateEntries: [...entries] })),
    );
    return made.outcome === 'read' ? undefined : oneLine(made.because);
  },
});

async function isControlOn(cluster: Sends, arn: string): Promise<boolean> {
  const { RoutingControlState }: GetRoutingControlStateCommandOutput = await cluster.send(
    new GetRoutingControlStateCommand({ RoutingControlArn: arn }),
  );
  return RoutingControlState === 'On';
}

/** What the first endpoint that answers says; the last one's trouble when none does. */
async function fromAny<Value>(
  { traffic }: Input['plan'],
  clusterAt: ClusterAt,
  call: string,
  ask: (cluster: Sends) => Promise<Value>,
): Promise<Reading<Value>> {
  let last: Reading<Value> = {
    outcome: 'failed',
    name: 'NoEndpoint',
    because: 'the plan names no endpoint of a cluster',
  };
  for (const [region, endpoint] of Object.entries(traffic.routingControl?.endpoints ?? {})) {
    last = await reading(`route53-recovery-cluster:${call} in ${region}`, ask(clusterAt({ region, endpoint })));
    if (last.outcome === 'read') return last;
  }
  return last;
}
