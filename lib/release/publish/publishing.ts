import type { Plan } from '../../domain/plan';
import type { Finding } from '../finding';
import type { Release } from '../release';
import type { Signer } from '../signers/signer';
import type { Tell } from './progress';

/** The part of an SDK client that is used; the seam where a test stands in. */
export interface Sends {
  // biome-ignore lint/suspicious/noExplicitAny: SDK commands carry their own types through `send`'s overloads
  send(command: any): Promise<any>;
}

/** AWS as whoever publishes sees it: one client for each Region that is asked for. */
export interface PublishClients {
  s3In(region: string): Sends;
  cloudformationIn(region: string): Sends;
}

/** The one Region that is not published to, because it is dark. */
export interface Without {
  readonly region: string;
  /** For people. */
  readonly because: string;
}

/** What is to be published, by whom, and to where. */
export interface Publishing {
  readonly plan: Plan;
  readonly release: Release;
  /** What the audit of this very release has found. */
  readonly findings: readonly Finding[];
  /** Commit that the release was built from, for people. */
  readonly commit: string;
  readonly signer: Signer;
  /** @default it is published to every Region */
  readonly without?: Without;
  readonly clients: PublishClients;
  readonly clock: {
    /** Milliseconds since 1970-01-01 UTC. */
    now(): number;
    sleep(milliseconds: number): Promise<void>;
  };
  readonly tell: Tell;
}

/** What was published. */
export interface Published {
  readonly release: string;
  readonly commit: string;
  /** ISO 8601 UTC, the same in every Region. */
  readonly createdAt: string;
  readonly regions: Readonly<Record<string, PublishedRegion>>;
  /** Keeps what it had. @default none was left out */
  readonly without?: Without;
  /** Of the audit, warnings and accepted ones. */
  readonly findings: readonly Finding[];
  /** What a person should look at, though it stops nothing: one sentence each. */
  readonly warnings: readonly string[];
}

export interface PublishedRegion {
  /** Version of `current.json`. */
  readonly manifestVersionId: string;
  /** How many assets and templates were sent. */
  readonly uploaded: number;
  /** How many stood there already. */
  readonly reused: number;
  /** Bytes of what was sent. */
  readonly bytes: number;
}

/** Why a release was not published: every reason, one sentence each. */
export class PublishError extends Error {
  override readonly name = 'PublishError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
