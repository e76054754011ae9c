import type { Sends } from '../../../../lambdas/edge/clients';

/** What a command came to: its output, or the name and sentence of its refusal. */
type Outcome = { readonly output: unknown } | { readonly error: string; readonly message: string };

/** Two clients that are sent the same, one after the other; the answers of the first count. */
export interface Pair {
  readonly sends: Sends;
  /** Every command on which they differ, with both outcomes. */
  readonly differences: readonly object[];
  /** Outcomes so far: `GetItem`, or `PutItem ConditionalCheckFailedException`, and how often. */
  readonly seen: Readonly<Record<string, number>>;
}

export function pairOf(first: Sends, second: Sends): Pair {
  const differences: object[] = [];
  const seen: Record<string, number> = {};
  const send = async (command: { constructor: { name: string }; input: object }) => {
    const outcomes = [await outcomeOf(first, command), await outcomeOf(second, command)] as const;
    const [one, other] = outcomes;
    const told = `${command.constructor.name.replace('Command', '')} ${'error' in one ? one.error : ''}`.trim();
    seen[told] = (seen[told] ?? 0) + 1;
    if (canonical(one) !== canonical(other)) differences.push({ told, input: command.input, one, other });
    if ('error' in one) throw Object.assign(new Error(one.message), { name: one.error });
    return one.output;
  };
  return { sends: { send }, differences, seen };
}

async function outcomeOf(sends: Sends, command: object): Promise<Outcome> {
  try {
    const { $metadata: _, ...output } = await sends.send(command);
    return { output };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: name, message };
  }
}

/** JSON whose objects have their members in one order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
