import { isJson } from '../../domain/json';
import type { Finding } from '../finding';
import { type Text, textOf, textsIn } from './texts';

/** Last words of names whose value is a secret. */
const SECRET_NAME = new RegExp(
  `(^|_)(${[
    ...['password', 'passwd', 'passphrase', 'pwd', 'secret', 'secret_string', 'token', 'credentials?'],
    '(api|private|secret|access|signing|encryption)_?key(_value)?',
  ].join('|')})$`,
);

/** Names that end in such a word and hold none. */
const NO_SECRET = /(^|_)(next|client_request|http|page|continuation)_token$|(^|_)(secret|generate_string)_key$/;

/** A switch, a count or nothing: nobody's password. */
const HARMLESS = /^(|true|false|yes|no|none|null|on|off|required|optional|enabled|disabled|\d{1,5})$/i;

/** Whether a name says that its value is a secret. */
function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  return SECRET_NAME.test(words) && !NO_SECRET.test(words);
}

const wordsOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();

/** Whether a value is written out, and not a reference, an ARN, a path or a switch. */
function isSecretValue(value: unknown): boolean {
  const text = textOf(value);
  if (text === undefined || HARMLESS.test(text.trim())) return false;
  if (/\$\{|\{\{resolve:/.test(text)) return false;
  return !/^(arn:|https?:\/\/|\/)/.test(text) && !/^[\w.-]+(\/[\w.-]+)+$/.test(text);
}

/** Names of nothing but the secret itself; others may name the thing that holds it. */
const STRICT_NAME = /(^|_)(password|passwd|passphrase|pwd|secret_string|credentials?|private_?key)(_value)?$/;

/**
 * How bad it is that a value is written out under a name that says it is a secret: a warning where only the name speaks
 * and the value looks like what people call things. `undefined`: it is none.
 */
export function namedSecretLevel(name: string, value: unknown): Finding['level'] | undefined {
  if (!isSecretName(name) || !isSecretValue(value)) return undefined;
  return !STRICT_NAME.test(wordsOf(name)) && isCalledSo(textOf(value) ?? '') ? 'warning' : 'error';
}

const CALLED_CHARACTERS_MAX = 40;
const WORD_CHARACTERS_MAX = 14;

/** Whether a text is short and made of words, joined as in an identifier. */
const isCalledSo = (text: string): boolean =>
  text.length <= CALLED_CHARACTERS_MAX &&
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .split(/[-_/.:]/)
    .every((word) => word.length <= WORD_CHARACTERS_MAX && /^([A-Z]?[a-z]+|[A-Z]+)\d{0,3}$/.test(word));

/** What only a secret looks like, and what it is. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  'an access key id': /(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
  'a private key': /-----BEGIN ([A-Z]{1,20} ){0,4}PRIVATE KEY-----/,
  'a JSON web token': /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/,
  'a URL with a password': /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/]{0,200}:(?!\$\{|\{\{)[^\s@/:]{1,200}@/i,
  'a connection string with a password': /(^|[;?&\s])(password|pwd)=(?!\$\{|\{\{)[^;&\s]+/i,
  "a service's token": /(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[\w-]{10,}|sk_live_[A-Za-z0-9]{16,})/,
};

/** What secrets a text holds, by what they are; the secrets themselves are told to nobody. */
export const secretsIn = (text: string): string[] =>
  Object.entries(PATTERNS)
    .filter(([, pattern]) => pattern.test(text))
    .map(([what]) => what);

export interface NamedSecret {
  readonly path: readonly string[];
  readonly level: Finding['level'];
}

/** Values that a name says are secret, and that are written out. */
export function namedSecretsIn(value: unknown, path: readonly string[] = []): NamedSecret[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => namedSecretsIn(element, [...path, String(index)]));
  if (!isJson(value)) return [];
  return [
    ...pairIn(value, path),
    ...Object.entries(value).flatMap(([key, member]) => {
      const level = namedSecretLevel(key, member);
      return level === undefined ? namedSecretsIn(member, [...path, key]) : [{ path: [...path, key], level }];
    }),
  ];
}

/** A pair of name and value, as containers and builds take their environment; those with a type are references. */
function pairIn(pair: Readonly<Record<string, unknown>>, path: readonly string[]): NamedSecret[] {
  const { Name, OptionName, Value, Type = 'PLAINTEXT' } = pair;
  const name = Name ?? OptionName;
  const level = typeof name === 'string' && Type === 'PLAINTEXT' ? namedSecretLevel(name, Value) : undefined;
  return level === undefined ? [] : [{ path: [...path, String(name)], level }];
}

/** Every text of a value that holds a secret by its look. */
export const secretTextsIn = (value: unknown): (Text & { readonly what: string })[] =>
  textsIn(value).flatMap((text) => secretsIn(text.text).map((what) => ({ ...text, what })));
