import { styleText } from 'node:util';
import { oneLine } from '../../domain/text';

/** A stretch of a line in one style. */
export interface Span {
  readonly text: string;
  /** @default as the terminal writes */
  readonly style?: Style;
}
export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';
export type Line = readonly Span[];

export const span = (text: string, style?: Style): Span => (style === undefined ? { text } : { text, style });

/** Lines as a terminal takes them; without colour they are plain text. */
export const painted = (lines: readonly Line[], { color }: { readonly color: boolean }): string[] =>
  lines.map((line) =>
    line
      .map(({ text, style }) => (color && style ? styleText(style, text) : text))
      .join('')
      .trimEnd(),
  );

/** Latin and what drawings are made of. How wide anything else is depends on the terminal: two cells are the most. */
const NARROW = /[ -~\u00a0-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25ff\u2713-\u2718]/;

/** How many cells of a terminal a text takes at most. */
export const cellsOf = (text: string): number =>
  [...text].reduce((cells, character) => cells + (NARROW.test(character) ? 1 : 2), 0);

export const cellsIn = (line: Line): number => line.reduce((cells, { text }) => cells + cellsOf(text), 0);

/** The beginning of a text that fits into so many cells. */
export function cut(text: string, cellsMax: number): string {
  if (cellsOf(text) <= cellsMax) return text;
  let kept = '';
  for (const character of text) {
    if (cellsOf(kept + character) > cellsMax) break;
    kept += character;
  }
  return kept;
}

/** The beginning of a line that fits. */
export function clipped(line: Line, cellsMax: number): Line {
  const kept: Span[] = [];
  let left = cellsMax;
  for (const part of line) {
    if (left <= 0) break;
    const text = cut(part.text, left);
    kept.push({ ...part, text });
    left -= cellsOf(text);
  }
  return kept;
}

/** Spaces up to a column. */
export const padded = (text: string, cells: number): string => text + ' '.repeat(Math.max(0, cells - cellsOf(text)));

export interface Wrapping {
  readonly cellsMax: number;
  readonly linesMax: number;
}

/** A sentence in lines of whole words; what does not fit ends in an ellipsis, and a word that is too long is cut. */
export function wrapped(sentence: string, { cellsMax, linesMax }: Wrapping): string[] {
  const lines: string[] = [];
  for (const word of piecesOf(sentence, cellsMax)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && cellsOf(longer) <= cellsMax) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  if (lines.length <= linesMax) return lines;
  const kept = lines.slice(0, linesMax);
  return [...kept.slice(0, -1), `${cut(kept.at(-1) ?? '', cellsMax - ELLIPSIS.length).trimEnd()}${ELLIPSIS}`];
}

/** Three characters, because not every terminal has the one. */
const ELLIPSIS = '...';
/** A run's own limit of a sentence. */
const SENTENCE_CHARACTERS_MAX = 2000;

function* piecesOf(sentence: string, cellsMax: number): Generator<string> {
  for (const word of oneLine(sentence, SENTENCE_CHARACTERS_MAX).split(' ')) {
    let rest = word;
    while (cellsOf(rest) > cellsMax) {
      // A character of two cells in one column cannot be shown at all.
      const piece = cut(rest, cellsMax);
      if (piece === '') return;
      yield piece;
      rest = rest.slice(piece.length);
    }
    if (rest !== '') yield rest;
  }
}
