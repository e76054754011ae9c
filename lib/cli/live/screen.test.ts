import { openScreen } from './screen';
import { terminalOf } from './terminal';

/** A terminal that keeps what is written to it, and a clock that ticks when it is told to. */
function stage() {
  const written: string[] = [];
  let frame: readonly string[] = [];
  let tick = () => {};
  let resize = () => {};
  let crash: (() => void) | undefined;
  const terminal = {
    columns: 80,
    rows: 24,
    write: (text: string) => void written.push(text),
    onResize: (listener: () => void) => {
      resize = listener;
      return () => {};
    },
  };
  let isTicking = true;
  const sizes: object[] = [];
  const screen = openScreen({
    terminal,
    draw: (size) => {
      sizes.push(size);
      return frame;
    },
    every: (_, work) => {
      tick = work;
      return () => {
        isTicking = false;
      };
    },
    atEnd: (work) => {
      crash = work;
      return () => {
        crash = undefined;
      };
    },
  });
  return {
    ...{ written, screen, terminal, sizes },
    draw: (lines: readonly string[]) => {
      frame = lines;
      tick();
    },
    resizeTo: (columns: number) => {
      terminal.columns = columns;
      resize();
    },
    crash: () => crash?.(),
    isTicking: () => isTicking,
  };
}

const ESC = '\u001b';
const HIDE = `${ESC}[?25l`;
const SHOW = `${ESC}[?25h`;

test('writes a frame once, and nothing while nothing changes', () => {
  const { written, draw } = stage();
  draw(['one', 'two']);
  draw(['one', 'two']);
  expect(written).toEqual([HIDE, `${ESC}[?2026h\rone${ESC}[K\ntwo${ESC}[K${ESC}[J${ESC}[?2026l`]);
});

test('goes up to the first line of the frame before, whatever its height', () => {
  const { written, draw } = stage();
  draw(['one', 'two', 'three']);
  draw(['one']);
  draw(['two']);
  expect(written[2]).toBe(`${ESC}[?2026h\r${ESC}[2Aone${ESC}[K${ESC}[J${ESC}[?2026l`);
  expect(written[3]).toBe(`${ESC}[?2026h\rtwo${ESC}[K${ESC}[J${ESC}[?2026l`);
});

test('what is said goes above the frame, in its order, and only once', () => {
  const { written, draw, screen } = stage();
  screen.say('first');
  screen.say('second');
  draw(['frame']);
  draw(['frame']);
  expect(written).toHaveLength(2);
  expect(written[1]).toContain(`first${ESC}[K\nsecond${ESC}[K\nframe`);
});

test('leaves a column and a row free', () => {
  const { sizes, draw } = stage();
  draw(['frame']);
  expect(sizes[0]).toEqual({ cellsMax: 79, linesMax: 23 });
});

test('after the terminal became narrower, the frame begins as far up as its broken lines reach', () => {
  const { written, draw, resizeTo } = stage();
  draw([`${ESC}[32m${'x'.repeat(70)}${ESC}[39m`, 'two']);
  resizeTo(40);
  expect(written[2]).toContain(`\r${ESC}[2A`);
});

test('the end shows what is still to be said, keeps the frame and gives the cursor back', () => {
  const { written, draw, screen, isTicking, crash } = stage();
  draw(['frame']);
  screen.say('last');
  screen.close();
  expect(written.at(-2)).toContain(`last${ESC}[K\nframe`);
  expect(written.at(-1)).toContain(`\n${SHOW}`);
  expect(isTicking()).toBe(false);
  crash();
  expect(written.filter((text) => text.includes(SHOW))).toHaveLength(1);
});

test('a process that ends early gives the cursor back too', () => {
  const { written, draw, crash } = stage();
  draw(['frame']);
  crash();
  expect(written.at(-1)).toContain(SHOW);
});

const tty = { isTTY: true, columns: 80, rows: 24 } as Parameters<typeof terminalOf>[0];
const TERM = 'xterm-256color';

test('a terminal is drawn on', () => {
  expect(terminalOf(tty, { TERM })).toMatchObject({ columns: 80, rows: 24 });
});

test.each([
  ['a pipe', { isTTY: false }, { TERM }],
  ['a dumb terminal', {}, { TERM: 'dumb' }],
  ['a terminal of no name', {}, {}],
  ['CI', {}, { TERM, CI: 'true' }],
  ['39 columns', { columns: 39 }, { TERM }],
  ['11 rows', { rows: 11 }, { TERM }],
])('%s gets lines', (_, stream, environment) => {
  expect(terminalOf({ ...tty, ...stream } as typeof tty, environment)).toBeUndefined();
});
