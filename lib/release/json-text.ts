import { jsonTextOf } from '../domain/json-text';
import { oneLine } from '../domain/text';
import { LEVELS_MAX, lossOf, survives, TOO_DEEP } from './template-limits';

type Parsed = { readonly value: unknown } | { readonly problems: readonly string[] };

/** JSON whose keys and numbers all survive being read, or what is wrong with it. */
export function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    const problems = lossesIn(text).map((problem) => oneLine(problem));
    return problems.length > 0 ? { problems } : { value };
  } catch (error) {
    return { problems: [oneLine(`it is not JSON: ${(error as Error).message}`)] };
  }
}

/** What `JSON.parse` would lose without a word: keys that are written twice, and digits. @param text valid JSON */
function lossesIn(text: string): string[] {
  const { doubled, numbers, isTooDeep } = jsonTextOf(text, { levelsMax: LEVELS_MAX });
  if (isTooDeep) return [TOO_DEEP];
  return [
    ...doubled.map((path) => `${path.join('.')} is written twice; take one out`),
    ...numbers
      .map(({ path, written }) => ({ path: path.join('.'), written, value: Number(written) }))
      .filter((number) => !survives(number))
      .map((number) => lossOf(number.path, number)),
  ];
}
