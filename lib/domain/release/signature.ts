import type { KeyObject } from 'node:crypto';
import { createPublicKey, sign, verify } from 'node:crypto';
import { sha256, sha256Of } from '../canonical-json';
import type { Plan } from '../plan';
import type { ReleaseManifest, UnsignedManifest } from './manifest';

/**
 * Public half of the key the rehearsal signs with. Its private half can be computed by anybody, so a plan that pins it
 * may be rehearsed but must not be deployed: synthesis warns about it.
 */
export const REHEARSAL_PUBLIC_KEY = 'MCowBQYDK2VwAyEAd3r2Le+hAgPfqMvxKMFALyDivbXhyfVlrnLAohFWJeM=';

const KEY_ID_DIGITS = 16;

/**
 * Short name of a key: the first 16 hex digits of the SHA-256 of its public half. @param publicKey base64 of SPKI DER
 */
export const keyIdOf = (publicKey: string): string => sha256(Buffer.from(publicKey, 'base64')).slice(0, KEY_ID_DIGITS);

/** The keys whose releases a plan deploys. */
export const keyIdsOf = ({ release }: Pick<Plan, 'release'>): string[] =>
  [release.publicKey, release.previousPublicKey].flatMap((key) => (key === undefined ? [] : [keyIdOf(key)]));

/** The 32 bytes that a release is signed over: the SHA-256 of the manifest's canonical JSON without `signature`. */
export const digestOf = (manifest: UnsignedManifest): Buffer => Buffer.from(sha256Of(manifest), 'hex');

/**
 * The manifest with an Ed25519 signature of its {@link digestOf}. @param publicKey of whoever signed, base64 of SPKI
 * DER
 */
export const withSignature = (
  manifest: UnsignedManifest,
  { publicKey, signature }: { publicKey: string; signature: Uint8Array },
): ReleaseManifest => ({
  ...manifest,
  signature: { algorithm: 'ed25519', keyId: keyIdOf(publicKey), value: Buffer.from(signature).toString('base64') },
});

/** The manifest, signed with a private key in memory. */
export const signManifest = (manifest: UnsignedManifest, privateKey: KeyObject): ReleaseManifest =>
  withSignature(manifest, {
    publicKey: publicKeyOf(privateKey),
    signature: sign(null, digestOf(manifest), privateKey),
  });

/** The public half of a key as a plan pins it: base64 of SPKI DER. */
export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');

/** Whether the manifest was signed with the private half of `publicKey`, and nothing in it has changed since. */
export function signatureHolds({ signature, ...manifest }: ReleaseManifest, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, digestOf(manifest), key, Buffer.from(signature.value, 'base64'));
}
