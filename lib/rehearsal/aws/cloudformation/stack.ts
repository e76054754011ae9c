import type { PropertyDifference, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Principal } from '../../world/identities';
import type { BusEvent } from '../events';
import type { ProvisionedResource } from '../provisioner';
import type { StackExport } from './exports';

export type { StackStatus };

export interface StackEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  /** Of the operation that the event belongs to. */
  readonly clientRequestToken?: string | undefined;
}

/** One detection of drift. */
export interface Detection {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** By logical id. */
  readonly found: ReadonlyMap<string, readonly PropertyDifference[]>;
}

export interface Stack {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly createdAt: number;
  readonly roleArn: string | undefined;
  readonly role: Principal;
  readonly clientRequestToken: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly isProtected: boolean;
  readonly isRollbackDisabled: boolean;
  /** Names of its outputs for other stacks. */
  readonly exports: readonly StackExport[];
  /** Names that it has from other stacks. */
  readonly imports: readonly string[];
  /** Tells on the bus of its Region what happens to it. */
  readonly publish: (event: BusEvent) => void;
  readonly parameters: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
  /** The exact text that it was made from. */
  readonly template: string;
  /** Oldest first. */
  readonly events: StackEvent[];
  /** How resources differ from the template by now, by logical id. */
  readonly differences: Map<string, readonly PropertyDifference[]>;
  /** Oldest first. */
  readonly detections: Detection[];
  status: StackStatus;
  statusReason: string | undefined;
  /** Whether its creation was given up: what is still being created then is nobody's news any more. */
  isGivenUp: boolean;
  deletedAt: number | undefined;
  outputs: Readonly<Record<string, string>>;
  resources: readonly ProvisionedResource[];
  /** Begins no further resource, and waits for what is under way. */
  readonly stop: () => Promise<void>;
  /** Deletes what exists. @throws ResourceFailed for what cannot be deleted @param as @default the stack's role */
  readonly remove: (as?: Principal) => Promise<void>;
}

/** A stack as its own entry in its list of events. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';
