/**
 * What a Region tells the others about itself, in an item of its own table that its watch renews each minute. It holds
 * what no other Region could compute: the names of function URLs are random.
 */
export interface Presence {
  /** Function URL of `serve-signal`, with its final slash. */
  readonly signalUrl: string;
  /** Function URL of `decide-approval`, with its final slash. */
  readonly approvalUrl: string;
  /** Function URL of `change-controls`, with its final slash. */
  readonly controlsUrl: string;
  /** Digest of the plan that is deployed there. */
  readonly planSha256: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}
