/** What came of sending a stack that CloudFormation has not shown since. */
export interface Sent {
  readonly secondsAgo: number;
  /** CloudFormation answered that it exists, or that this token was used: a stack it does not show may be gone. */
  readonly existsAlready: boolean;
}

interface Sending {
  readonly runId: string;
  readonly stackName: string;
}

/**
 * Stacks that were sent by this function while it stays warm. DescribeStacks may lag behind CreateStack; what a cold
 * start forgets is sent again with the same token, which is harmless.
 */
export function sentStacks() {
  const sent = new Map<string, { at: string; existsAlready: boolean }>();
  const keyOf = ({ runId, stackName }: Sending) => `${runId} ${stackName}`;
  return {
    /** @param at ISO 8601 UTC */
    remember(sending: Sending, { at, existsAlready }: { at: string; existsAlready: boolean }): void {
      sent.set(keyOf(sending), { at, existsAlready });
    },
    /** CloudFormation shows the stack: from here on it is the one to ask. */
    forget(sending: Sending): void {
      sent.delete(keyOf(sending));
    },
    recall({ now, ...sending }: Sending & { now: string }): Sent | undefined {
      const found = sent.get(keyOf(sending));
      return (
        found && {
          secondsAgo: (Date.parse(now) - Date.parse(found.at)) / 1000,
          existsAlready: found.existsAlready,
        }
      );
    },
  };
}
