/** What a rule makes of an event before it sends it. */
export interface Transformer {
  /** Variable → `$.field.field` of the event. */
  readonly paths: Readonly<Record<string, string>>;
  /**
   * JSON in which `<variable>` stands for a whole value; or lines of text, each in quotes, in which it stands for a
   * part.
   */
  readonly template: string;
}

const PATH = /^\$(\.[\w-]+)+$/;
const VARIABLE = /<([\w.-]+)>/g;
const STRING = /"(?:[^"\\]|\\.)*"/g;
const LINE = /^"(?:[^"\\]|\\.)*"$/;

/** Whether a template makes text of an event, for a person to read. */
export const isText = ({ template }: Transformer): boolean => template.split('\n').every((line) => LINE.test(line));

/**
 * Refuses a transformer that this world does not carry out: a variable inside of a string of a JSON object, one that
 * AWS defines itself, and text without quotes.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function checkTransformer(transformer: Transformer): void {
  const { paths, template } = transformer;
  const wrong = Object.values(paths).filter((path) => !PATH.test(path));
  if (wrong.length > 0)
    throw new Error(`the input path ${wrong.join(', ')} is not rehearsed: allowed is $.field.field`);
  const unknown = variablesIn(template).filter((name) => !(name in paths));
  if (unknown.length > 0) throw new Error(`the input template has <${unknown.join('>, <')}>, which has no path`);
  if (isText(transformer)) return;
  const isInside = (template.match(STRING) ?? []).some((text) => variablesIn(text).length > 0);
  if (isInside || !isJson(filled(template, () => 'null'))) {
    throw new Error(`the input template ${template} is not rehearsed: allowed is JSON with variables as whole values`);
  }
}

/**
 * A string is put into quotes, as EventBridge does where a variable is a whole value, and stands as it is inside of
 * text, whose lines keep theirs; what is missing is empty.
 *
 * @returns text as a string
 */
export function transformed(transformer: Transformer, event: unknown): unknown {
  const { paths, template } = transformer;
  const found = (name: string) => fieldOf(event, paths[name] ?? '$') ?? '';
  return isText(transformer)
    ? filled(template, (name) => plain(found(name)))
    : JSON.parse(filled(template, (name) => JSON.stringify(found(name))));
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const variablesIn = (text: string): string[] => [...text.matchAll(VARIABLE)].map(([, name = '']) => name);

const filled = (template: string, written: (name: string) => string): string =>
  template.replace(VARIABLE, (_, name: string) => written(name));

const fieldOf = (event: unknown, path: string): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, field) => (value as Record<string, unknown> | undefined)?.[field], event);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
