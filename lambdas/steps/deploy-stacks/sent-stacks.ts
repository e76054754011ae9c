/** What CloudFormation made of a request. */
export type Answer =
  /** It was accepted, or nobody knows: then the stack shows, or the same request is sent again. */
  | { readonly kind: 'accepted' }
  /** It exists, or this token was used: a stack that CloudFormation does not show may be gone. */
  | { readonly kind: 'existsAlready' }
  /** It was turned away before it had an effect, and may be accepted in a moment. */
  | { readonly kind: 'throttled'; readonly because: string }
  /** Asking again gives the same. */
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };

/** What came of sending a stack's creation or deletion. */
export interface Sent {
  readonly secondsAgo: number;
  readonly answer: Answer;
}

interface Sending {
  readonly runId: string;
  /** A stack's name when it was created, its id when it was deleted. */
  readonly stack: string;
}

/**
 * What was sent by this function while it stays warm. DescribeStacks may lag behind; what a cold start forgets is sent
 * again with the same token, which is harmless.
 */
export function sentStacks() {
  const sent = new Map<string, { at: string; answer: Answer }>();
  let known = '';
  /** Only one run is remembered: no other can own the epoch while it goes on. */
  const of = ({ runId, stack }: Sending) => {
    if (runId !== known) sent.clear();
    known = runId;
    return stack;
  };
  return {
    /** @param at ISO 8601 UTC */
    remember(sending: Sending, { at, answer }: { at: string; answer: Answer }): void {
      sent.set(of(sending), { at, answer });
    },
    /** CloudFormation shows the stack: from here on it is the one to ask. */
    forget(sending: Sending): void {
      sent.delete(of(sending));
    },
    recall({ now, ...sending }: Sending & { now: string }): Sent | undefined {
      const found = sent.get(of(sending));
      return found && { secondsAgo: (Date.parse(now) - Date.parse(found.at)) / 1000, answer: found.answer };
    },
  };
}
