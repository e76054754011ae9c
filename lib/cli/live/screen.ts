import { stripVTControlCharacters } from 'node:util';

/** A terminal that can be drawn on. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  /** @returns takes it back */
  onResize(listener: () => void): () => void;
}

export interface Size {
  readonly cellsMax: number;
  readonly linesMax: number;
}

/** What is drawn, for a terminal of some size; no line is wider than that. */
export type Draw = (size: Size) => readonly string[];

/** The lower end of a terminal shows a drawing that changes; what is said scrolls above it and stays. */
export interface Screen {
  /** Goes above the drawing with the next frame, in the order in which it was said. */
  say(line: string): void;
  /** Leaves the last drawing where it is, and gives the cursor back. */
  close(): void;
}

export interface ScreenOptions {
  readonly terminal: Terminal;
  readonly draw: Draw;
  /** Runs `work` again and again. @returns stops it */
  every(milliseconds: number, work: () => void): () => void;
  /** Runs `work` should the process end before the screen is closed. @returns takes it back */
  atEnd(work: () => void): () => void;
}

/** Five frames a second: faster than that nobody reads. */
const FRAME_MILLISECONDS = 200;

/**
 * A frame goes out as one write between the marks of a synchronised update, so that no terminal shows half of one; a
 * terminal that does not know the marks ignores them.
 *
 * Source: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
const BEGIN = '\x1b[?2026h\r';
const END = '\x1b[?2026l';
const TO_LINE_END = '\x1b[K';
const TO_SCREEN_END = '\x1b[J';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const up = (lines: number) => (lines > 0 ? `\x1b[${lines}A` : '');

export function openScreen({ terminal, draw, every, atEnd }: ScreenOptions): Screen {
  const said: string[] = [];
  let shown: readonly string[] = [];
  /** Rows between the cursor and the first line of the drawing. */
  let above = 0;
  const paint = () => {
    // The last column stays free: a terminal wraps there in its own way. So does a row, for the prompt that follows.
    const lines = draw({ cellsMax: terminal.columns - 1, linesMax: terminal.rows - 1 });
    if (said.length === 0 && lines.join('\n') === shown.join('\n')) return;
    const told = said.splice(0).map((line) => `${line}${TO_LINE_END}\n`);
    const frame = lines.map((line) => `${line}${TO_LINE_END}`).join('\n');
    terminal.write(`${BEGIN}${up(above)}${told.join('')}${frame}${TO_SCREEN_END}${END}`);
    shown = lines;
    above = Math.max(0, lines.length - 1);
  };
  const restore = () => terminal.write(`${END}\n${SHOW_CURSOR}`);
  terminal.write(HIDE_CURSOR);
  const endings = [
    every(FRAME_MILLISECONDS, paint),
    atEnd(restore),
    terminal.onResize(() => {
      // A narrower terminal breaks the lines that are there: the drawing has begun that much further up.
      above = Math.max(0, rowsOf(shown, terminal.columns) - 1);
      shown = [];
      paint();
    }),
  ];
  return {
    say: (line) => void said.push(line),
    close() {
      for (const end of endings.splice(0)) end();
      paint();
      restore();
    },
  };
}

/** How many rows lines take. Colours take none. */
const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)), 0);
