import { listed, nearest } from '../domain/text';
import type { SourceStack } from './source';

/** A stack of a source, and everything that a plan may call it, the surest first. */
export interface Candidate {
  readonly stack: SourceStack;
  readonly ids: readonly string[];
}

export interface Chosen {
  /** In the plan's order, called as the plan calls them. */
  readonly stacks: readonly SourceStack[];
  readonly others: readonly SourceStack[];
  readonly problems: readonly string[];
}

/** The stacks that a plan's release names. @param unreadable stacks with a problem that has been told already */
export function choose(
  candidates: readonly Candidate[],
  { wanted, unreadable }: { readonly wanted: readonly string[]; readonly unreadable: readonly string[] },
): Chosen {
  const names = new Map<Candidate, string>();
  const problems: string[] = [];
  for (const name of wanted) {
    const [match, ...others] = matching(candidates, name);
    if (!match) {
      if (!unreadable.includes(name)) problems.push(unknown(name, candidates));
    } else if (others.length > 0) {
      const ids = [match, ...others].map(({ stack }) => stack.name);
      problems.push(`release.stacks: ${name} may be ${listed(ids, 'or')}; write the one that is meant`);
    } else if (names.has(match)) {
      problems.push(`release.stacks: ${names.get(match)} and ${name} are the same stack; keep one`);
    } else names.set(match, name);
  }
  const called = new Map(candidates.map((one) => [one.stack.name, names.get(one) ?? one.stack.name]));
  const named = ({ stack }: Candidate): SourceStack => ({
    ...stack,
    name: called.get(stack.name) ?? stack.name,
    dependsOn: stack.dependsOn.map((other) => called.get(other) ?? other),
  });
  return {
    stacks: wanted.flatMap((name) => candidates.filter((one) => names.get(one) === name).map(named)),
    others: candidates.filter((one) => !names.has(one)).map(named),
    problems,
  };
}

/** By the surest kind of name that fits any. */
function matching(candidates: readonly Candidate[], name: string): Candidate[] {
  const kinds = Math.max(0, ...candidates.map(({ ids }) => ids.length));
  for (let kind = 0; kind < kinds; kind++) {
    const fitting = candidates.filter(({ ids }) => ids[kind] === name);
    if (fitting.length > 0) return fitting;
  }
  return [];
}

function unknown(name: string, candidates: readonly Candidate[]): string {
  const known = candidates.map(({ stack }) => stack.name);
  const near = nearest(name, known);
  const hint = near ? `did you mean ${near}` : `it holds ${listed(known) || 'none'}`;
  return `release.stacks: the source holds no stack ${name}; ${hint}`;
}
