import type { Chance } from '../world/chance';

/** How GenerateSecretString makes a text. */
export interface PasswordRule {
  /** @default 32 */
  readonly length?: number | undefined;
  /** @default none */
  readonly excludeCharacters?: string | undefined;
  /** @default false */
  readonly excludePunctuation?: boolean | undefined;
  /** JSON object that the password is put into. @default the password alone */
  readonly template?: string | undefined;
  readonly key?: string | undefined;
}

export interface Secret {
  /** ARN in its own Region; replicas have the same with their Region. */
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly value: string;
  readonly replicaRegions: readonly string[];
}

export interface SecretReference {
  readonly reference: string;
  readonly region: string;
}

/** Secrets Manager, as far as templates and tasks read it: the product calls none of its API. */
export interface Secrets {
  create(secret: Secret): void;
  remove(arn: string): void;
  /**
   * What `<id>:SecretString:<key>::` (in a template) or `<arn>:<key>::` (in a container definition) stands for.
   *
   * @throws when `region` has no such secret, or it has no such key
   */
  resolve(request: SecretReference): string;
  /** Complete ARN, in `region`, of the secret that a reference means. @throws when there is none */
  arnOf(request: SecretReference): string;
  generate(rule: PasswordRule): string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export function createSecrets(chance: Chance): Secrets {
  const secrets = new Map<string, Secret>();
  const find = ({ reference, region }: SecretReference): Secret => {
    const found = [...secrets.values()].find((secret) => isNamed(secret, region, reference));
    if (!found) throw new Error(`Secrets Manager can't find the specified secret: ${reference} in ${region}`);
    return found;
  };
  return {
    create: (secret) => void secrets.set(secret.arn, secret),
    remove: (arn) => void secrets.delete(arn),
    resolve: (request) => keyOf(find(request), request.reference),
    arnOf: (request) => {
      const { arn, region } = find(request);
      return arn.replace(`:${region}:`, `:${request.region}:`);
    },
    generate: (rule) => generate(rule, chance),
  };
}

const arnsOf = ({ arn, region, replicaRegions }: Secret) =>
  [region, ...replicaRegions].map((at) => ({ at, arn: arn.replace(`:${region}:`, `:${at}:`) }));

/** A name is found where the secret or a replica lives; an ARN, only in its own Region. */
const isNamed = (secret: Secret, region: string, reference: string): boolean =>
  arnsOf(secret).some(
    ({ at, arn }) => at === region && [arn, arn.slice(0, -7), secret.name].some((id) => isPrefix(id, reference)),
  );

const isPrefix = (id: string, reference: string) => reference === id || reference.startsWith(`${id}:`);

function keyOf({ value, name }: Secret, reference: string): string {
  const rest = reference.split(':').slice(reference.startsWith('arn:') ? 7 : 1);
  const key = rest[0] === 'SecretString' ? rest[1] : rest[0];
  if (key === undefined || key === '') return value;
  const found = (JSON.parse(value) as Record<string, unknown>)[key];
  if (found === undefined) throw new Error(`the secret ${name} has no key ${key}`);
  return String(found);
}

function generate(rule: PasswordRule, chance: Chance): string {
  const excluded = rule.excludeCharacters ?? '';
  const alphabet = [...LETTERS, ...(rule.excludePunctuation ? '' : PUNCTUATION)].filter((c) => !excluded.includes(c));
  const pick = () => alphabet[Math.floor(chance() * alphabet.length)] ?? '';
  const password = Array.from({ length: rule.length ?? 32 }, pick).join('');
  if (rule.template === undefined || rule.key === undefined) return password;
  return JSON.stringify({ ...(JSON.parse(rule.template) as object), [rule.key]: password });
}
