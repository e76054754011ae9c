import { secretsIn } from '../lib/release/audit/secrets';

/** What the audit of releases does not look for, because no template holds it. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  'a secret access key': /aws_?secret_?access_?key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
  'a session token': /aws_?session_?token["']?\s*[=:]\s*["']?[A-Za-z0-9/+=]{60}/i,
  // Base64 of an Ed25519 private key; a public one begins with MCow. Source: RFC 8410
  'a private key in base64': /(?<![A-Za-z0-9+/])MC4CAQAwBQYDK2Vw[A-Za-z0-9+/]/,
  "a registry's token": /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])|:_authToken=(?!\$\{)\S/,
  'a signed URL': /X-Amz-Signature=[0-9a-f]{64}/,
};

/** Kinds of secrets that a text shows by their look. */
export const secretsOf = (text: string): string[] => [
  ...secretsIn(text),
  ...Object.entries(PATTERNS)
    .filter(([, pattern]) => pattern.test(text))
    .map(([what]) => what),
];

/** Bits in a letter that nobody has chosen: base64 of chance has 6 and less where a text is short, words have 4. */
const BITS_MIN = 4.6;
/** Hexadecimal digests are short of letters and never reach {@link BITS_MIN}. */
const TOKEN = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_=-]{40,}(?![A-Za-z0-9+/_=-])/g;
const HAS_ALL_KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/];

/** Long words that look as if chance had made them, but for public keys. */
export const madeByChance = (text: string): string[] =>
  (text.match(TOKEN) ?? []).filter(
    (token) =>
      HAS_ALL_KINDS.every((kind) => kind.test(token)) &&
      bitsOf(token) >= BITS_MIN &&
      !/^MCowBQYDK2Vw|^(\/\w+)+$/.test(token),
  );

/** Shannon's entropy of a text, bits in a letter. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
