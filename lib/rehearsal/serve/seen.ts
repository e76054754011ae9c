import type { Approval } from '../../domain/approval';
import type { Divergence } from '../../domain/divergence';
import type { Lock } from '../../domain/lock';
import type { Plan } from '../../domain/plan';
import type { Settlement } from '../../domain/settlement';
import type { RunEvent } from '../../report/run-picture';
import type { Vitals } from '../../report/run-picture/vitals';
import type { ExecutionView } from '../aws/states';
import type { TimedMoment } from '../timeline';
import type { PlacedOrder } from '../world/orders-client';

/** What the world shows at one moment, before anything is made of it. */
export interface Seen {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly plan: Plan;
  readonly scale: number;
  readonly regions: readonly SeenRegion[];
  /** What RDS does with each global database: `available`, `failing-over`, `switching-over` … */
  readonly databases: readonly SeenDatabase[];
  /** @default nobody has looked yet */
  readonly vitals: Vitals | undefined;
  readonly settlement: Settlement | undefined;
  readonly isRoute53Down: boolean;
  readonly orders: readonly PlacedOrder[];
  readonly moments: readonly TimedMoment[];
  /** The oldest first. */
  readonly runs: readonly SeenRun[];
  /** When something was broken last, milliseconds since 1970. @default nothing was yet */
  readonly faultAt: number | undefined;
  /** Acknowledged orders that the writer does not hold; `undefined` while nobody has counted. */
  readonly lost: number | undefined;
}

export interface SeenDatabase {
  readonly name: string;
  readonly status: string;
  /** Region of its writer. @default it has none */
  readonly writer: string | undefined;
}

export interface SeenRegion {
  readonly region: string;
  readonly isLost: boolean;
  /** Its volume is being built anew: there is no server. */
  readonly isRebuilding: boolean;
  /** Whether its database follows the writer, or is it. */
  readonly isConnected: boolean;
  readonly stacks: readonly { readonly name: string; readonly status: string }[];
  /** Of its watch of the active Region. */
  readonly alarm: string | undefined;
  readonly lock: Lock | undefined;
  readonly claimedEpoch: number;
  readonly automation: { readonly state: 'on' | 'off'; readonly acknowledgedRun: string | undefined };
  readonly divergence: Divergence | undefined;
  /** What a person did to it here. */
  readonly isLinkCut: boolean;
  readonly isSick: boolean;
}

export interface SeenRun extends Pick<ExecutionView, 'arn' | 'region' | 'status' | 'lastState'> {
  readonly verb: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly events: readonly RunEvent[];
  /** Its request for approval. @default it has not asked */
  readonly approval: Approval | undefined;
}
