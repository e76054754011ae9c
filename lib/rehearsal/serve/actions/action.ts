import type { FreePlay } from '../../free-play';
import type { Mischief } from '../mischief';
import type { Seen } from '../seen';
import type { Offer } from '../snapshot';

/** What a person's hand can reach. */
export interface Hands {
  readonly play: FreePlay;
  readonly mischief: Mischief;
  /** Closes this world and opens another. @param automation what a confirmed outage does there @default as the plan */
  renew(automation?: 'prepare'): void;
}

/** What became of it, in a sentence. */
export interface Done {
  readonly ok: boolean;
  readonly said: string;
}

/** Something that a person can do to a world, once for each target that it has there. */
export interface Action {
  readonly id: string;
  readonly group: Offer['group'];
  /** What it can be done to: Regions, runs; the empty word for the world as a whole. */
  targets(seen: Seen): readonly string[];
  label(target: string): string;
  /** What it does and what to expect. */
  sentence(target: string, seen: Seen): string;
  /** What a person says yes to before it is done, because nothing brings back what it removes. @default not asked */
  readonly confirm?: string;
  /** Why it cannot be done now; `undefined` when it can. */
  refuse(seen: Seen, target: string): string | undefined;
  perform(hands: Hands, target: string): Promise<Done>;
}

export const done = (said: string): Done => ({ ok: true, said });

export const THE_WORLD = [''];

export const regionsOf = ({ plan }: Seen): readonly string[] => plan.regions;

export const seenIn = ({ regions }: Seen, region: string) => regions.find((one) => one.region === region);

/** Types a command line as a person on call, as somebody at a terminal would. */
export async function typed({ play }: Hands, ...words: readonly string[]): Promise<Done> {
  const { code, out, err } = await play.stage.understudy('you', ...words);
  const said = (code === 0 ? out : `${err}${out}`).trim();
  return { ok: code === 0, said: said || `understudy ended with ${code}` };
}
