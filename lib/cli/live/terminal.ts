import type { WriteStream } from 'node:tty';
import type { Terminal } from './screen';

/** Smaller than that nothing can be drawn. */
const COLUMNS_MIN = 40;
const ROWS_MIN = 12;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The terminal behind a stream; `undefined` where lines are written instead: into a pipe or a file, to a terminal that
 * cannot move its cursor, in CI, where every frame would be kept, and where it is too small.
 */
export function terminalOf(stream: WriteStream, environment: Environment): Terminal | undefined {
  const isDumb = environment.TERM === undefined || environment.TERM === 'dumb';
  if (!stream.isTTY || isDumb || environment.CI) return undefined;
  if (stream.columns < COLUMNS_MIN || stream.rows < ROWS_MIN) return undefined;
  return {
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write: (text) => void stream.write(text),
    onResize(listener) {
      stream.on('resize', listener);
      return () => void stream.off('resize', listener);
    },
  };
}
