import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import { sha256Of } from './canonical-json';
import type { Plan } from './plan';
import { listed } from './text';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256: 64 lower-case hex digits');
const versionId = z
  .string()
  .min(1)
  .max(1024)
  .refine((id) => id !== 'latest' && id !== 'null', 'expected an S3 version id');

/** A parameter's value: a literal, or an output of a stack that this one depends on. */
export const ParameterValue = z.union([
  z.string().max(4096),
  z.strictObject({ stack: z.string(), output: z.string() }),
]);
export type ParameterValue = z.infer<typeof ParameterValue>;

/** The most that is read of an object of a release: 1 MB is all CloudFormation takes of a template. */
export const RELEASE_OBJECT_BYTES_MAX = 1_048_576;

const lane = z.record(z.string(), ParameterValue);

export const ReleaseStack = z.strictObject({
  name: z.string(),
  template: z.strictObject({
    key: z.string(),
    versionId,
    sha256: hash,
    /** Digest of the template as its author wrote it, before asset locations were rewritten. */
    sourceSha256: hash,
  }),
  dependsOn: z.array(z.string()),
  parameters: z.strictObject({ live: lane, drill: lane }),
  capabilities: z.array(z.enum(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'])),
  /** Outputs that other stacks or people need. */
  outputs: z.array(z.string()),
});
export type ReleaseStack = z.infer<typeof ReleaseStack>;

/**
 * A release as it is staged in one Region's bucket.
 * Signed over the SHA-256 of its canonical JSON without `signature`.
 */
export const ReleaseManifest = z.strictObject({
  /** Stable id; becomes part of stack names. */
  release: z.string().regex(/^r-[0-9a-f]{4,16}$/, 'expected r- and 4 to 16 hex digits'),
  plan: z.string(),
  commit: z.string(),
  createdAt: z.iso.datetime(),
  region: z.string(),
  stacks: z.array(ReleaseStack),
  assets: z.array(z.strictObject({ key: z.string(), versionId, sha256: hash })),
  signature: z.strictObject({ algorithm: z.literal('ed25519'), keyId: z.string(), value: z.base64() }),
});
export type ReleaseManifest = z.infer<typeof ReleaseManifest>;
export type UnsignedManifest = Omit<ReleaseManifest, 'signature'>;

/**
 * Public half of the key the rehearsal signs with. Its private half can be computed by anybody, so a plan that pins it
 * may be rehearsed but must not be deployed: synthesis warns about it.
 */
export const REHEARSAL_PUBLIC_KEY = 'MCowBQYDK2VwAyEAd3r2Le+hAgPfqMvxKMFALyDivbXhyfVlrnLAohFWJeM=';

/** The signed manifest. `keyId` names the key for people; verification uses the plan's public key alone. */
export function signManifest(manifest: UnsignedManifest, privateKey: KeyObject, keyId: string): ReleaseManifest {
  const value = sign(null, Buffer.from(sha256Of(manifest), 'hex'), privateKey).toString('base64');
  return { ...manifest, signature: { algorithm: 'ed25519', keyId, value } };
}

/** Whether the manifest was signed with the private half of `publicKey` (base64 of SPKI DER). */
function signatureHolds({ signature, ...manifest }: ReleaseManifest, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(sha256Of(manifest), 'hex'), key, Buffer.from(signature.value, 'base64'));
}

export interface ManifestContext {
  readonly plan: Plan;
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** Reads and judges a manifest: the manifest, or every reason why it must not be deployed here. */
export function readManifest(
  text: string,
  context: ManifestContext,
): { manifest: ReleaseManifest } | { problems: readonly string[] } {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    return { problems: ['the manifest is not JSON'] };
  }
  const parsed = ReleaseManifest.safeParse(written);
  if (!parsed.success) {
    return { problems: parsed.error.issues.map(({ path, message }) => `manifest.${path.join('.')}: ${message}`) };
  }
  // What an unknown key signed is not even discussed: its content may be anything.
  if (!signatureHolds(parsed.data, context.plan.release.publicKey)) {
    return { problems: ['the manifest is not signed with the key the plan pins'] };
  }
  const problems = manifestProblems(parsed.data, context);
  return problems.length > 0 ? { problems } : { manifest: parsed.data };
}

function manifestProblems(manifest: ReleaseManifest, { plan, region, now }: ManifestContext): string[] {
  const ageHours = (Date.parse(now) - Date.parse(manifest.createdAt)) / 3_600_000;
  const stacks = manifest.stacks.map(({ name }) => name);
  const missing = plan.release.stacks.filter((name) => !stacks.includes(name));
  const strange = stacks.filter((name) => !plan.release.stacks.includes(name));
  return [
    manifest.plan !== plan.name && `it is a release of ${manifest.plan}, not of ${plan.name}`,
    manifest.region !== region && `it was staged for ${manifest.region}, not for ${region}`,
    ageHours > plan.release.ageHoursMax &&
      `it is ${Math.floor(ageHours)} h old, the plan allows ${plan.release.ageHoursMax} h; publish a newer release`,
    missing.length > 0 && `it lacks the stacks ${listed(missing)}`,
    strange.length > 0 && `it holds stacks that the plan does not name: ${listed(strange)}`,
    orderProblem(manifest.stacks),
  ].filter((problem): problem is string => typeof problem === 'string');
}

/** A dependency on an unknown stack, or a circle; every release deploys in the order of its dependencies. */
export function orderProblem(stacks: readonly Pick<ReleaseStack, 'name' | 'dependsOn'>[]): string | false {
  const names = stacks.map(({ name }) => name);
  for (const { name, dependsOn } of stacks) {
    const unknown = dependsOn.find((other) => !names.includes(other));
    if (unknown) return `${name} depends on ${unknown}, which is not in the release`;
  }
  const left = new Map(stacks.map(({ name, dependsOn }) => [name, dependsOn]));
  for (;;) {
    const ready = [...left].filter(([, dependsOn]) => !dependsOn.some((other) => left.has(other)));
    if (ready.length === 0) break;
    for (const [name] of ready) left.delete(name);
  }
  return left.size > 0 && `its stacks depend on each other in a circle: ${listed([...left.keys()])}`;
}
