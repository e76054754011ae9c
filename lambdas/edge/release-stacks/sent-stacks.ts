/** What CloudFormation made of a request. */
export type Answer =
  /** It was accepted, with the id of the stack, or nobody knows: then the stack shows, or it is sent again. */
  | { readonly kind: 'accepted'; readonly id?: string | undefined }
  /** It exists, or this token was used: a stack that CloudFormation does not show may be gone. */
  | { readonly kind: 'existsAlready' }
  /** It was turned away before it had an effect, and may be accepted in a moment. */
  | { readonly kind: 'throttled'; readonly because: string }
  /** It was turned away for what mostly passes within a minute. */
  | { readonly kind: 'passing'; readonly name: string; readonly message: string }
  /** Asking again gives the same. */
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };

/** What came of sending a stack's creation or deletion. */
export interface Sent {
  readonly secondsAgo: number;
  /** How long ago it was sent first of those times, one after the other, that had an answer of this kind. */
  readonly alikeSeconds: number;
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
  const sent = new Map<string, { at: string; alikeSince: string; answer: Answer }>();
  const created = new Set<string>();
  let known = '';
  /** Only one run is remembered: no other can own the epoch while it goes on. */
  const of = ({ runId, stack }: Sending) => {
    if (runId !== known) for (const remembered of [sent, created]) remembered.clear();
    known = runId;
    return stack;
  };
  return {
    /** @param at ISO 8601 UTC */
    remember(sending: Sending, { at, answer }: { at: string; answer: Answer }): void {
      const stack = of(sending);
      const before = sent.get(stack);
      const alikeSince = before?.answer.kind === answer.kind ? before.alikeSince : at;
      sent.set(stack, { at, alikeSince, answer });
      if (answer.kind === 'accepted' && answer.id) created.add(answer.id);
    },
    /** Whether CloudFormation has answered a creation of this run with this id: tags can be forged, an id cannot. */
    isCreated: ({ runId, id }: { runId: string; id: string }): boolean => created.has(of({ runId, stack: id })),
    /** CloudFormation shows the stack: from here on it is the one to ask. */
    forget(sending: Sending): void {
      sent.delete(of(sending));
    },
    recall({ now, ...sending }: Sending & { now: string }): Sent | undefined {
      const found = sent.get(of(sending));
      const secondsSince = (at: string) => (Date.parse(now) - Date.parse(at)) / 1000;
      return (
        found && {
          secondsAgo: secondsSince(found.at),
          alikeSeconds: secondsSince(found.alikeSince),
          answer: found.answer,
        }
      );
    },
  };
}
