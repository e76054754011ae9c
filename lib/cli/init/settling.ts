import { explained } from '../aws/explain';
import type { Asks } from './asks';
import type { Proposal } from './proposal';

/** Takes what is beyond doubt, asks where several fit, and keeps what stays open. */
export interface Settling {
  /** @returns the value, or `undefined` while it is open */
  one<Value>(proposal: Proposal<Value>): Promise<Value | undefined>;
  /** The same for a list, of which a person may choose several. */
  some<Value>(proposal: Proposal<readonly Value[]>): Promise<readonly Value[] | undefined>;
  leaveOpen(path: string, because: string): void;
  /** Reads; what AWS or the network makes impossible is noted, and gives `undefined`. @throws without credentials */
  tried<Value>(what: string, read: () => Promise<Value>): Promise<Value | undefined>;
  readonly open: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** @param asks who chooses. @default nobody */
export function createSettling(asks?: Asks): Settling {
  const open = new Map<string, string>();
  const notes: string[] = [];
  const beyondDoubt = <Value>({ path, chosen, open: because, notes: said }: Proposal<Value>): Value | undefined => {
    notes.push(...said);
    if (because !== undefined) open.set(path, because);
    return chosen;
  };
  const chosenBy = <Value>({ path }: Proposal<Value>, value: Value): Value => {
    open.delete(path);
    notes.push(`${path}: chosen here`);
    return value;
  };
  return {
    open,
    notes,
    leaveOpen: (path, because) => void (open.has(path) || open.set(path, because)),
    async one(proposal) {
      const { choices = [], path, open: because = path } = proposal;
      const value = beyondDoubt(proposal);
      if (value !== undefined || !asks || choices.length === 0) return value;
      return chosenBy(proposal, await asks.one({ message: questionOf(path, because), choices }));
    },
    async some(proposal) {
      const { choices = [], path, open: because = path } = proposal;
      const value = beyondDoubt(proposal);
      if (value !== undefined || !asks || choices.length === 0) return value;
      const chosen = await asks.some({ message: questionOf(path, because), choices });
      return chosenBy(proposal, chosen.flat());
    },
    async tried(what, read) {
      try {
        return await read();
      } catch (error) {
        const because = explained(error);
        // Without credentials nothing at all can be read: that is said once, by whoever called.
        if (because === undefined || /Credentials|Token/.test((error as Error).name)) throw error;
        notes.push(`${what} could not be read: ${because}`);
        return undefined;
      }
    },
  };
}

/** What a flag would say is chosen here: only what fits is told. */
const questionOf = (path: string, because: string): string => `${path}: ${because.replace(/; give --.*$/, '')}`;
