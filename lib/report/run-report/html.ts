/** Text that is markup already, because {@link html} made it. Nothing else is ever put into a page unescaped. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What may stand in a template: text and numbers are escaped, nothing stands for nothing. */
export type Piece = Html | string | number | undefined | false | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text in which nothing is markup, every other character as it is. */
export const unmarked = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/**
 * Control characters, and those that turn the direction of what is written, become spaces: a sentence from outside can
 * neither end an attribute nor be read backwards.
 */
const escaped = (text: string): string => unmarked(text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '));

function markupOf(piece: Piece): string {
  if (piece instanceof Html) return piece.markup;
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece));
  return piece.map(markupOf).join('');
}

/** A piece of a page. Every value that is put in is escaped, unless it is a piece of a page itself. */
export const html = (strings: TemplateStringsArray, ...values: readonly Piece[]): Html =>
  new Html(strings.map((text, index) => text + markupOf(values[index])).join(''));

/** What this program wrote itself, as it is: a style sheet. */
export const verbatim = (text: string): Html => new Html(text);
