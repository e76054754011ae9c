import { atProcessEnd } from '../../rehearsal/world/process-end';
import { narrator, type Tell } from '../../report/narrator';
import { glyphsFor } from '../../report/run-picture/glyphs';
import { hasColor } from '../color';
import { openRehearsalScreen, type RehearsalScreen } from './rehearsal-screen';
import { terminalOf } from './terminal';

export interface TellerOptions {
  /** Tells nothing; for machine-readable output. */
  readonly silent: boolean;
  /** Lines on a terminal too. */
  readonly plain: boolean;
  readonly scale: number;
}

/** Whoever tells of a rehearsal, and may look on while it plays. */
export interface Teller {
  readonly tell: Tell;
  /** @default it tells in lines, and needs to see nothing */
  readonly observe?: RehearsalScreen['observe'];
  close(): void;
}

/** On a terminal a drawing that changes; anywhere else, or where lines were asked for, one line a sentence. */
export function rehearsalTeller({ silent, plain, scale }: TellerOptions): Teller {
  const write = (line: string) => console.log(line);
  const color = hasColor(process.stdout);
  const terminal = silent || plain ? undefined : terminalOf(process.stdout, process.env);
  if (!terminal) return { tell: narrator({ silent, color, write }), close: () => {} };
  return openRehearsalScreen({
    ...{ terminal, color, scale, write },
    glyphs: glyphsFor(process.env),
    now: Date.now,
    every: everyMilliseconds,
    atEnd: atProcessEnd,
  });
}

export function everyMilliseconds(milliseconds: number, work: () => void): () => void {
  const timer = setInterval(work, milliseconds);
  return () => clearInterval(timer);
}
