import { createHash } from 'node:crypto';

/** Role of the world's own hand: provisioning and staging. It may do everything. */
export const WORLD_ROLE = 'world';

/** Who calls: what an access key stands for. */
export interface Principal {
  /** ARN of an IAM role, or `world`. */
  readonly roleArn: string;
  /** Session name: a function's name, `operator`, `world`. */
  readonly about: string;
  readonly region: string;
  /** What the caller is working on; the Lambda host sets it before each invocation. @default none */
  invocation?: { readonly event: unknown };
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The access keys of this world. */
export interface Identities {
  issue(principal: Principal): AccessKey;
  principalOf(accessKeyId: string): Principal | undefined;
  /** What a signature made with this key is checked with. */
  secretAccessKeyOf(accessKeyId: string): string | undefined;
}

/** Characters of an access key id after its prefix, as IAM has them. */
const ACCESS_KEY_ID_CHARACTERS = 16;

/** Keys depend only on who asked and in which order, so that a rehearsal names things the same each time. */
export function createIdentities(): Identities {
  const principals = new Map<string, Principal>();
  const secrets = new Map<string, string>();
  return {
    issue(principal) {
      const seed = `${principals.size} ${principal.roleArn} ${principal.about} ${principal.region}`;
      const digest = createHash('sha256').update(seed).digest('hex').toUpperCase();
      const accessKeyId = `ASIA${digest.slice(0, ACCESS_KEY_ID_CHARACTERS)}`;
      const secretAccessKey = digest.slice(ACCESS_KEY_ID_CHARACTERS);
      principals.set(accessKeyId, principal);
      secrets.set(accessKeyId, secretAccessKey);
      return { accessKeyId, secretAccessKey };
    },
    principalOf: (accessKeyId) => principals.get(accessKeyId),
    secretAccessKeyOf: (accessKeyId) => secrets.get(accessKeyId),
  };
}
