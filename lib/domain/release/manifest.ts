import * as z from 'zod';

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

const values = z.record(z.string(), ParameterValue);

export const ReleaseStack = z.strictObject({
  name: z.string(),
  template: z.strictObject({
    key: z.string(),
    versionId,
    sha256: hash,
    /**
     * Digest of the template as its author wrote it, as `comparableTemplate` has it: the same in every Region, and of
     * a stack that the team's own pipeline deployed.
     */
    sourceSha256: hash,
  }),
  dependsOn: z.array(z.string()),
  parameters: z.strictObject({ live: values, drill: values }),
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
  /** Files that the templates name; they may be far larger than a template, and only their checksum is asked for. */
  assets: z.array(z.strictObject({ key: z.string(), versionId, sha256: hash })),
  signature: z.strictObject({
    algorithm: z.literal('ed25519'),
    /** Which key signed it, see `keyIdOf`; for people alone, verification uses the plan's keys. */
    keyId: z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hex digits'),
    value: z.base64(),
  }),
});
export type ReleaseManifest = z.infer<typeof ReleaseManifest>;
export type UnsignedManifest = Omit<ReleaseManifest, 'signature'>;
