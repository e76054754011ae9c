import { LEVELS_MAX, lossOf, survives, TOO_DEEP } from './template-limits';

type Parsed = { readonly value: unknown } | { readonly problems: readonly string[] };

/** An object or a list around what is being read. */
interface Open {
  /** Keys of an object so far. @default it is a list */
  readonly keys?: Set<string>;
  /** The key or index of what is being read. */
  at: string | number;
}

const TOKEN = /["{}[\],:]|-?\d[\d.eE+-]*/g;

/** JSON whose keys and numbers all survive being read, or what is wrong with it. */
export function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    const problems = lossesIn(text);
    return problems.length > 0 ? { problems } : { value };
  } catch (error) {
    return { problems: [`it is not JSON: ${(error as Error).message.split('\n')[0]}`] };
  }
}

/** What `JSON.parse` would lose without a word: keys that are written twice, and digits. @param text valid JSON */
function lossesIn(text: string): string[] {
  const open: Open[] = [];
  const problems: string[] = [];
  const path = () => open.map(({ at }) => at).join('.');
  const token = new RegExp(TOKEN);
  let last = '';
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [written] = found;
    const inner = open.at(-1);
    if (written === '"') {
      token.lastIndex = endOfString(text, found.index);
      last = text.slice(found.index, token.lastIndex);
    } else if (written === ':' && inner?.keys) {
      inner.at = JSON.parse(last);
      if (inner.keys.has(String(inner.at))) problems.push(`${path()} is written twice; take one out`);
      inner.keys.add(String(inner.at));
    } else if (written === '{' || written === '[') {
      if (open.push(written === '{' ? { at: '', keys: new Set() } : { at: 0 }) > LEVELS_MAX) return [TOO_DEEP];
    } else if (written === '}' || written === ']') open.pop();
    else if (written === ',') {
      if (inner && typeof inner.at === 'number') inner.at += 1;
    } else {
      const number = { written, value: Number(written) };
      if (!survives(number)) problems.push(lossOf(path(), number));
    }
  }
  return problems;
}

/** The place behind a string's last quote: the next one that an even number of backslashes stands before. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}
