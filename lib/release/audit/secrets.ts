import { isJson, type Text, textOf, textsIn } from './texts';

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
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  return SECRET_NAME.test(words) && !NO_SECRET.test(words);
}

/** Whether a value is written out, and not a reference, an ARN, a path or a switch. */
export function isSecretValue(value: unknown): boolean {
  const text = textOf(value);
  if (text === undefined || HARMLESS.test(text.trim())) return false;
  if (/\$\{|\{\{resolve:/.test(text)) return false;
  return !/^(arn:|https?:\/\/|\/)/.test(text) && !/^[\w.-]+(\/[\w.-]+)+$/.test(text);
}

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

/** Paths of values that a name says are secret, and that are written out. */
export function namedSecretsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => namedSecretsIn(element, [...path, String(index)]));
  if (!isJson(value)) return [];
  return [
    ...pairIn(value).map((name) => [...path, name]),
    ...Object.entries(value).flatMap(([key, member]) =>
      isSecretName(key) && isSecretValue(member) ? [[...path, key]] : namedSecretsIn(member, [...path, key]),
    ),
  ];
}

/** A pair of name and value, as containers and builds take their environment; those with a type are references. */
function pairIn({ Name, OptionName, Value, Type = 'PLAINTEXT' }: Readonly<Record<string, unknown>>): string[] {
  const name = Name ?? OptionName;
  return typeof name === 'string' && Type === 'PLAINTEXT' && isSecretName(name) && isSecretValue(Value) ? [name] : [];
}

/** Every text of a value that holds a secret by its look. */
export const secretTextsIn = (value: unknown): (Text & { readonly what: string })[] =>
  textsIn(value).flatMap((text) => secretsIn(text.text).map((what) => ({ ...text, what })));
