import { printable } from '../../domain/text';
import { narrator } from '../../report/narrator';
import { pictureOf, type RunEvent } from '../../report/run-picture';
import { frameOf } from '../../report/run-picture/frame';
import type { Glyphs } from '../../report/run-picture/glyphs';
import { painted } from '../../report/run-picture/spans';
import type { Vitals } from '../../report/run-picture/vitals';
import type { NamedRun } from '../live/named-run';
import { openScreen, type ScreenOptions } from '../live/screen';
import type { VerbDrawing } from '../live/verb-drawings';
import { type Asking, askingLines } from './asking';
import { endLines, type WatchedEnd } from './ending';

/** Whoever shows a run to somebody. */
export interface Viewer {
  show(event: RunEvent): void;
  asks(asking: Asking): void;
  /** Takes why nothing is heard of the run any more, in a sentence. */
  waits(because: string): void;
  ends(end: WatchedEnd): void;
  /** Takes what is seen of the world. @default it shows nothing of it, so nobody need look */
  readonly sees?: (vitals: Vitals) => void;
  /** Leaves nothing of a drawing that changes. */
  close(): void;
}

export interface LinesOptions {
  readonly color: boolean;
  write(line: string): void;
}

/** One line a sentence, with the time since the run has begun. */
export function linesViewer({ color, write }: LinesOptions): Viewer {
  const tell = narrator({ silent: false, color, write });
  let beganAt: number | undefined;
  const moment = (at: number, step: string, because: string) =>
    tell({ kind: 'moment', atSeconds: beganAt === undefined ? undefined : (at - beganAt) / 1000, step, because });
  const writeAll = (lines: readonly string[]) => {
    for (const line of ['', ...lines]) write(printable(line));
  };
  return {
    show(event) {
      if (event.kind === 'began') beganAt ??= event.at;
      if (event.kind === 'said') moment(event.at, event.step, event.because);
      if (event.kind === 'failed') moment(event.at, event.step, `${event.failure}: ${event.because}`);
      if (event.kind === 'ended') moment(event.at, event.outcome, 'the run has ended');
    },
    asks: (asking) => writeAll(askingLines(asking)),
    waits: (because) => writeAll([because]),
    ends: (end) => writeAll(endLines(end)),
    close: () => {},
  };
}

/** One line of JSON for each event; the last one says how it ended. */
export const jsonViewer = (print: (value: unknown) => void): Viewer => {
  let last: RunEvent | undefined;
  return {
    show(event) {
      // The end is told with what there is to know of it.
      if (event.kind === 'ended') last = event;
      else print(event);
    },
    asks: (asking) => print({ kind: 'asks', ...asking }),
    waits: (because) => print({ kind: 'waits', because }),
    ends: (end) => print({ ...last, kind: 'ended', ...end }),
    close: () => {},
  };
};

export interface ScreenViewerOptions extends Omit<ScreenOptions, 'draw'>, LinesOptions {
  readonly named: NamedRun;
  readonly drawing: VerbDrawing;
  readonly expectedSeconds: Readonly<Record<string, number>>;
  readonly glyphs: Glyphs;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The drawing of the run, its sentences scrolling by above it. */
export function screenViewer(options: ScreenViewerOptions): Viewer {
  const { named, drawing, expectedSeconds, glyphs, color, now } = options;
  const { layout, steps } = drawing;
  const events: RunEvent[] = [];
  let vitals: readonly Vitals[] = [];
  const screen = openScreen({
    ...options,
    draw: (size) => {
      const picture = pictureOf({ ...named, steps, expectedSeconds }, events);
      return painted(frameOf({ picture, layout, vitals }, { ...size, glyphs, now: now() }), { color });
    },
  });
  const lines = linesViewer({ color, write: screen.say });
  const after = linesViewer(options);
  let isClosed = false;
  const close = () => {
    if (!isClosed) screen.close();
    isClosed = true;
  };
  return {
    show(event) {
      events.push(event);
      lines.show(event);
    },
    asks: lines.asks,
    waits: lines.waits,
    ends(end) {
      close();
      after.ends(end);
    },
    sees(now) {
      vitals = [now];
    },
    close,
  };
}
