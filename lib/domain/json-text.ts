/** A key of an object, or an index of a list, from the outermost to the innermost. */
export type JsonPath = readonly (string | number)[];

/** What `JSON.parse` does not tell about a text. */
export interface JsonText {
  /** Keys that stand twice in one object, of which `JSON.parse` keeps the last without a word. */
  readonly doubled: readonly JsonPath[];
  /** Numbers as they are written. */
  readonly numbers: readonly { readonly path: JsonPath; readonly written: string }[];
  /** Whether lists and objects stand within each other deeper than was asked; then nothing else is told. */
  readonly isTooDeep: boolean;
}

/** An object or a list around what is being read. */
interface Open {
  /** Keys of an object so far. @default it is a list */
  readonly keys?: Set<string>;
  /** The key or index of what is being read. */
  at: string | number;
}

const TOKEN = /["{}[\],:]|-?\d[\d.eE+-]*/g;
const TOO_DEEP: JsonText = { doubled: [], numbers: [], isTooDeep: true };

/** Reads what gets lost when a text is parsed. It calls nothing once for each level. @param text valid JSON */
export function jsonTextOf(text: string, { levelsMax }: { readonly levelsMax: number }): JsonText {
  const open: Open[] = [];
  const doubled: JsonPath[] = [];
  const numbers: { path: JsonPath; written: string }[] = [];
  const path = () => open.map(({ at }) => at);
  const token = new RegExp(TOKEN);
  let last = '';
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [written] = found;
    const inner = open.at(-1);
    if (written === '"') {
      token.lastIndex = endOfString(text, found.index);
      last = text.slice(found.index, token.lastIndex);
    } else if (written === ':' && inner?.keys) {
      inner.at = String(JSON.parse(last));
      if (inner.keys.has(inner.at)) doubled.push(path());
      inner.keys.add(inner.at);
    } else if (written === '{' || written === '[') {
      if (open.push(written === '{' ? { at: '', keys: new Set() } : { at: 0 }) > levelsMax) return TOO_DEEP;
    } else if (written === '}' || written === ']') open.pop();
    else if (written === ',') {
      if (inner && typeof inner.at === 'number') inner.at += 1;
    } else numbers.push({ path: path(), written });
  }
  return { doubled, numbers, isTooDeep: false };
}

/** The place behind a string's last quote: the next one that an even number of backslashes stands before. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += text[at] === '\\' ? 2 : 1) {
    if (text[at] === '"') return at + 1;
  }
  return text.length;
}
