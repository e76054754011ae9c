import { Presets, SingleBar } from 'cli-progress';
import { sizeOf } from '../../domain/text';
import type { Tell } from '../../release/publish/progress';

/** Somebody who watches an upload. */
export interface Watcher {
  readonly tell: Tell;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** A bar on a terminal; in a log, one line for each Region. */
export const watcherOn = (stream: NodeJS.WriteStream): Watcher => (stream.isTTY ? bar(stream) : lines(stream));

function lines(stream: NodeJS.WritableStream): Watcher {
  return {
    tell(progress) {
      const line = lineOf(progress);
      if (line) stream.write(`${line}\n`);
    },
    end: () => {},
  };
}

function lineOf(progress: Parameters<Tell>[0]): string | undefined {
  if (progress.what === 'staged') {
    return `${progress.region}: uploaded ${progress.uploaded}, already there ${progress.reused}`;
  }
  return progress.what === 'current' ? `${progress.region}: current` : undefined;
}

function bar(stream: NodeJS.WritableStream): Watcher {
  const shown = new SingleBar(
    {
      stream,
      format: 'uploading {bar} {percentage}% | {value} of {total}',
      formatValue: (value, _, what) => (what === 'value' || what === 'total' ? sizeOf(value) : String(value)),
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  return {
    tell(progress) {
      if (progress.what === 'begun' && progress.bytes > 0) shown.start(progress.bytes, 0);
      if (progress.what === 'bytes') shown.increment(progress.bytes);
    },
    end: () => shown.stop(),
  };
}
