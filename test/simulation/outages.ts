import { AwsError } from '../../lib/rehearsal/aws/service';
import type { SimulatedCall } from './world/aws-calls';

/** Services that answer nobody for a while. */
export interface Outages {
  /** Every call that is hit fails from now on. @returns ends that */
  begin(isHit: (call: SimulatedCall) => boolean): () => void;
  around(call: SimulatedCall, carryOut: () => Promise<unknown>): Promise<unknown>;
}

export function createOutages(): Outages {
  const open = new Set<(call: SimulatedCall) => boolean>();
  return {
    begin(isHit) {
      open.add(isHit);
      return () => void open.delete(isHit);
    },
    async around(call, carryOut) {
      for (const isHit of open) if (isHit(call)) throw unavailable();
      return carryOut();
    },
  };
}

const unavailable = () => new AwsError('ServiceUnavailable', 'Service is unable to handle request.', { status: 503 });
