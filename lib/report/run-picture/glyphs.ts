import type { StepState } from '../run-picture';
import type { Style } from './spans';

/** What a drawing is made of. */
export interface Glyphs {
  readonly states: Readonly<Record<StepState, string>>;
  /** Before and after a space stand where there is room for it. */
  readonly arrow: string;
  readonly line: string;
  readonly wall: string;
  /** Where ways part: at the first of them in the middle of a line, at its start, between, and at the last. */
  readonly parts: { readonly inside: string; readonly first: string; readonly next: string; readonly last: string };
  /** Where they meet again. */
  readonly meets: { readonly first: string; readonly next: string; readonly last: string };
  readonly bar: { readonly full: string; readonly empty: string };
  /** From nothing to all, for a course of values; none: it is not drawn. */
  readonly levels: readonly string[];
  readonly dot: string;
}

export const UNICODE: Glyphs = {
  states: {
    ahead: '·',
    working: '●',
    done: '✓',
    joined: '→',
    refused: '✗',
    overdue: '✗',
    broken: '✗',
    'left out': '–',
  },
  arrow: '─▶',
  line: '─',
  wall: '│',
  parts: { inside: '┬', first: '┌', next: '├', last: '└' },
  meets: { first: '┐', next: '┤', last: '┴' },
  bar: { full: '━', empty: '─' },
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  dot: '·',
};

export const ASCII: Glyphs = {
  states: {
    ahead: '.',
    working: '*',
    done: '+',
    joined: '>',
    refused: 'x',
    overdue: 'x',
    broken: 'x',
    'left out': '-',
  },
  arrow: '->',
  line: '-',
  wall: '|',
  parts: { inside: '+', first: '+', next: '+', last: '+' },
  meets: { first: '+', next: '+', last: '+' },
  bar: { full: '=', empty: '-' },
  levels: [],
  dot: '|',
};

/** Colour only says again what the glyph and the word say. */
export const STYLES: Readonly<Record<StepState, Style | undefined>> = {
  ahead: 'dim',
  working: 'cyan',
  done: 'green',
  joined: 'yellow',
  refused: 'red',
  overdue: 'red',
  broken: 'red',
  'left out': 'dim',
};

/**
 * Whether a locale writes UTF-8; without one, a terminal is asked nothing that it may not have.
 *
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
 */
export const glyphsFor = ({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): Glyphs =>
  /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') ? UNICODE : ASCII;
