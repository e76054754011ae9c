import type { Snapshot } from '../snapshot';
import type { Layouts } from '../world-snapshot';

/** What the page itself knows beside the world. */
export interface PageState {
  /** @default nothing has come yet */
  readonly snapshot?: Snapshot;
  readonly layouts?: Layouts;
  /** Whether the line to the server is up. */
  readonly isLive: boolean;
  /** Whose moves are shown: a Region, or the people. @default the Region that is active */
  readonly tab?: string;
  /** Orders under way, as `id target`. */
  readonly underWay: ReadonlySet<string>;
  /** What waits for a yes, as `id target`. @default nothing */
  readonly asked?: string | undefined;
  /** Why the server sends nothing, in its words. @default it sends, or nothing answers */
  readonly trouble?: string | undefined;
  readonly isTourHidden: boolean;
  /** What the last order came to. @default none was given */
  readonly said?: { readonly ok: boolean; readonly text: string };
}

/** The tab of everything that is no Region's. */
export const PEOPLE = 'people';
