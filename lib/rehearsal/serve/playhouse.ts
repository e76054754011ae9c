import type { Tell } from '../../report/narrator';
import { type FreePlay, type FreePlayOptions, openFreePlay } from '../free-play';
import { type Clock, wallClock } from '../world/clock';
import { chosen, type Done } from './actions';
import { createLook } from './look';
import { createMischief, type Mischief } from './mischief';
import type { Seen } from './seen';
import type { Offer, Phase, Snapshot } from './snapshot';
import { type Layouts, worldSnapshot } from './world-snapshot';

/** What became of an order for an action. */
export type Ordered = { readonly kind: 'unknown' | 'refused'; readonly because: string } | (Done & { kind: 'done' });

/** One world after another, and what can be seen of it and done to it. */
export interface Playhouse {
  /** As of now; another look at the world at each call. */
  snapshot(): Promise<Snapshot>;
  order(what: Pick<Offer, 'id' | 'target'>): Promise<Ordered>;
  /** Resolves once the world stands, or rejects with why it does not. */
  opened(): Promise<void>;
  /** From now on the world is being closed, for everybody who looks; closes nothing. */
  farewell(): void;
  close(): Promise<void>;
}

export interface PlayhouseOptions extends Omit<FreePlayOptions, 'automation'> {
  readonly layouts: Layouts;
  /** @default a world of its own: the seam where a test puts a small one */
  readonly open?: (options: FreePlayOptions) => Promise<Place>;
  /** @default the wall clock */
  readonly clock?: Clock;
}

/** A world as a playhouse needs it. */
export interface Place {
  look(): Promise<Seen>;
  readonly play: FreePlay;
  readonly mischief: Mischief;
}

async function openPlace(options: FreePlayOptions): Promise<Place> {
  const play = await openFreePlay(options);
  const mischief = createMischief(play);
  return { play, mischief, look: createLook(play, mischief) };
}

/** Opens the first world at once, and does not wait for it. */
export function openPlayhouse(options: PlayhouseOptions): Playhouse {
  const house = new House(options);
  house.renew();
  return house;
}

class House implements Playhouse {
  private phase: Phase = { name: 'opening', told: [] };
  private place: Place | undefined;
  /** Worlds come one after the other: each waits for the one before to be gone. */
  private coming: Promise<void> = Promise.resolve();
  private readonly underWay = new Set<string>();

  constructor(private readonly options: PlayhouseOptions) {}

  opened = (): Promise<void> => this.coming;

  renew(automation?: 'prepare'): void {
    this.coming = this.coming.catch(() => {}).then(() => this.replace(automation));
    // Whoever waits for it hears of it; the page shows it to everybody else.
    this.coming.catch(() => {});
  }

  async snapshot(): Promise<Snapshot> {
    const { place, phase } = this;
    const at = (this.options.clock ?? wallClock).now();
    if (!place || phase.name !== 'open') return { at, phase };
    const seen = await place.look();
    // While somebody looked, it may have been left.
    if (this.phase.name !== 'open') return { at, phase: this.phase };
    return { at, phase, world: worldSnapshot(seen, this.options.layouts) };
  }

  async order({ id, target }: Pick<Offer, 'id' | 'target'>): Promise<Ordered> {
    const { place } = this;
    if (!place || this.phase.name !== 'open')
      return { kind: 'refused', because: 'no world stands: wait until one does' };
    const { play, mischief } = place;
    const choice = chosen(await place.look(), { id, target });
    if (choice.kind !== 'allowed') return choice;
    const key = `${id} ${target}`;
    if (this.underWay.has(key)) return { kind: 'refused', because: 'it is being done already' };
    this.underWay.add(key);
    try {
      const renew = (automation?: 'prepare') => this.renew(automation);
      return { kind: 'done', ...(await choice.action.perform({ play, mischief, renew }, target)) };
    } catch (error) {
      return { kind: 'done', ok: false, said: wordsOf(error) };
    } finally {
      this.underWay.delete(key);
    }
  }

  farewell(): void {
    this.phase = { name: 'closing', told: [] };
  }

  async close(): Promise<void> {
    this.coming = this.coming.catch(() => {}).then(() => this.leave());
    await this.coming;
  }

  private async replace(automation?: 'prepare'): Promise<void> {
    const { open = openPlace, tell, ...options } = this.options;
    try {
      await this.leave();
      this.phase = { name: 'opening', told: [] };
      this.place = await open({ ...options, automation, tell: this.hearing(tell) });
      this.phase = { ...this.phase, name: 'open' };
    } catch (error) {
      this.phase = { ...this.phase, name: 'broken', trouble: wordsOf(error) };
      throw error;
    }
  }

  private async leave(): Promise<void> {
    const { place } = this;
    this.farewell();
    this.place = undefined;
    await place?.play.close();
  }

  private hearing(tell: Tell): Tell {
    return (told) => {
      if (told.kind === 'setting') this.phase = { ...this.phase, told: [...this.phase.told, told.text] };
      tell(told);
    };
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
