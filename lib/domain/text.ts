/** Small helpers for the sentences that people read. */

/** The allowed word nearest to what was written, for "did you mean"; `undefined` when nothing is near. */
export function nearest(written: string, allowed: readonly string[]): string | undefined {
  const near = allowed
    // Words whose lengths alone differ by more are not compared: what was written may be very long.
    .filter((word) => Math.abs([...word].length - written.length) <= 2 * farthest(word))
    .map((word) => ({ word, distance: editDistance(written.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= farthest(word))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word;
}

/** How many letters of a word may be wrong for it still to be near. */
const farthest = (word: string): number => Math.max(1, Math.floor(word.length / 3));

/** How many letters to insert, delete or replace, or neighbours to swap: `chekc` is one slip away from `check`. */
function editDistance(from: string, to: string): number {
  const [left, right] = [[...from], [...to]];
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (const [row, letter] of left.entries()) {
    const current = [row + 1];
    rows.push(current);
    for (const [column, other] of right.entries()) {
      const replaced = at(row, column) + (letter === other ? 0 : 1);
      const isSwapped = row > 0 && column > 0 && letter === right[column - 1] && left[row - 1] === other;
      const swapped = isSwapped ? at(row - 1, column - 1) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, swapped, at(row, column + 1) + 1, at(row + 1, column) + 1));
    }
  }
  return at(left.length, right.length);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length <= 1) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** A sentence names so many things; more it counts. */
const NAMED_MAX = 10;

/** `a, b and c`, or `12 stacks` where the names would fill a page. @param things in the plural */
export const listedOrCounted = (names: readonly string[], things: string): string =>
  names.length > NAMED_MAX ? `${names.length} ${things}` : listed(names);

/** Bytes as people read them: `400 bytes`, `2.4 kB`, `23.1 MB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  // What would be rounded to 1000.0 kB is a megabyte.
  return bytes < 999_950 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * Text from outside (a reason, an error, an alarm) as one harmless line: control characters and whatever else ends a
 * line become spaces, so that it can be shown in a terminal or a log, and it is cut at `lengthMax` characters.
 */
export function oneLine(text: string, lengthMax = 500): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  // A character of two units that is cut in half is none any more.
  return plain.length > lengthMax ? `${plain.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : plain;
}

/** A line of text from outside for a terminal, as {@link oneLine} makes it: with its indentation, and uncut. */
export function printable(line: string): string {
  const indentation = /^ */.exec(line)?.[0] ?? '';
  return `${indentation}${oneLine(line, Number.POSITIVE_INFINITY)}`;
}
