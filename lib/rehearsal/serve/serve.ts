import { randomBytes } from 'node:crypto';
import type { Tell } from '../../report/narrator';
import { temporaryDirectory } from '../world/temporary-directory';
import { pageFiles } from './page-files';
import { openPlayhouse } from './playhouse';
import { type MissionControl, serveMissionControl } from './server';
import type { Layouts } from './world-snapshot';

export interface ServeOptions {
  /** Of the page; 0 for one of the system's choice. */
  readonly port: number;
  readonly seed: number;
  readonly scale: number;
  readonly layouts: Layouts;
  /** Told of everything that happens in the world, as a rehearsal's narrator is. */
  readonly tell: Tell;
}

/** A world that is open, and its page. */
export interface Served extends Pick<MissionControl, 'url' | 'close'> {
  /** Resolves once the first world stands, which takes most of a minute. */
  opened(): Promise<void>;
  /** Tells every page that the world is about to be closed; closes nothing. */
  farewell(): Promise<void>;
}

const TOKEN_BYTES = 24;

/** Opens a world without a story and serves mission control for it. The page is there before the world is. */
export async function serve({ port, seed, scale, layouts, tell }: ServeOptions): Promise<Served> {
  const { path: prepared, remove } = temporaryDirectory();
  const files = pageFiles(layouts);
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  // The world is opened once the port is known to be free.
  const late: { house?: ReturnType<typeof openPlayhouse> } = {};
  const house = () => {
    late.house ??= openPlayhouse({ seed, scale, prepared, layouts, tell });
    return late.house;
  };
  const control = await serveMissionControl({
    house: { snapshot: () => house().snapshot(), order: (what) => house().order(what) },
    ...{ files, port, token },
  });
  return {
    url: control.url,
    opened: () => house().opened(),
    async farewell() {
      late.house?.farewell();
      await control.show();
    },
    async close() {
      await control.close();
      await house().close();
      remove();
    },
  };
}
