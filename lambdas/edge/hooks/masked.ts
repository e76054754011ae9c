import { oneLine } from '../../../lib/domain/text';

/** What is looked at, characters: enough for what is kept, and short enough for any text from outside. */
const READ_CHARACTERS_MAX = 2000;
const KEPT_CHARACTERS_MAX = 200;
/** Stands for what is not kept. */
export const MASK = '***';

const SECRET_WORDS = [
  'passw(?:or)?d|pwd|secret(?!smanager)|token|credential|signature|authorization',
  'api[-_]?key|access[-_]?key|private[-_]?key',
].join('|');
/** The name of a secret, as its ARN holds it, is none. */
const NOT_OF_ARN = String.raw`(?<!:secretsmanager:[\w-]{0,20}:\d{0,12}:)`;
/**
 * The colon inside of the name of a CloudFormation export, or of an ARN, gives no value to the word before it. A blank
 * ends both kinds of name.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
 */
const NAME = String.raw`[\w:/.+$-]{1,255}`;
const NOT_IN_NAME = [
  String.raw`(?!(?<=\bexport (?:named|with name) ['"]?${NAME}):[\w-])`,
  String.raw`(?!(?<=\bexport ['"]?${NAME}):[\w:-]{1,255}['"]? (?:as it is in use|cannot be) )`,
  String.raw`(?!(?<=\barn:[\w-]{1,20}:[\w-]{1,40}:[\w-]{0,20}:\d{0,12}:${NAME}):[\w$-])`,
].join('');
/**
 * A word that names a secret, up to where its value begins. What has to stand there is asked first: looking back at
 * each place takes seconds where V8 does not put cheap questions first by itself, as in a process with much code.
 */
const ASSIGNED = [
  String.raw`${NOT_OF_ARN}[\w.-]{0,60}(?:${SECRET_WORDS})[\w.-]{0,60}`,
  String.raw`\\?["']?\s{0,3}(?=[=:])${NOT_IN_NAME}[=:]\s{0,3}`,
].join('');
/** A value in quotes, which may be those of JSON inside of JSON, or up to the next blank or separator. */
const VALUE = String.raw`\\?"[^"\\]*\\?"|'[^']*'|(?:(?:bearer|basic)\s+)?[^\s"'&,;}]+`;

/** What looks like a credential, and what stays of it. */
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  // https://user:password@host, also where the text ends before the host
  [/(:\/\/)[^\s/@]*(?:@|:[^\s/@]*$)/g, `$1${MASK}@`],
  // password=…, "dbSecret": "…", X-Amz-Signature=…, Authorization: Bearer …
  [new RegExp(`(${ASSIGNED})(?:${VALUE})`, 'gi'), `$1${MASK}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, MASK],
  // A JSON web token: base64 of `{"`.
  [/\beyJ[\w-]{8,}(?:\.[\w-]+)*/g, MASK],
];

/**
 * A text that went wrong elsewhere, as it may be kept for years where nobody can delete it: its beginning, without what
 * looks like a credential. Nobody can know every form of one, so little of it is kept.
 */
export const masked = (text: string): string => oneLine(withoutCredentials(text), KEPT_CHARACTERS_MAX);

/** A text from outside that people need, such as why a resource failed, as one line without credentials. */
export function withoutCredentials(text: string): string {
  const read = oneLine(text.slice(0, READ_CHARACTERS_MAX), READ_CHARACTERS_MAX);
  return CREDENTIALS.reduce((left, [pattern, stays]) => left.replace(pattern, stays), read);
}
