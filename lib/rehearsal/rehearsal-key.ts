import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REHEARSAL_PUBLIC_KEY } from '../domain/release';

/** PKCS #8 header of an Ed25519 private key; the 32 bytes of the seed follow. Source: RFC 8410 */
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The key that rehearsals sign with. It is computed from a sentence that everybody can read here, so that the example
 * plan can pin its public half; it protects nothing, and synthesis warns about a plan that pins it.
 */
export function rehearsalKey(): KeyObject {
  const seed = createHash('sha256').update('understudy rehearsal release key').digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  if (publicKey !== REHEARSAL_PUBLIC_KEY)
    throw new Error('the rehearsal key and REHEARSAL_PUBLIC_KEY do not belong together');
  return key;
}

/** Writes the key as a file that a person would sign with. @returns the file */
export function writeRehearsalKey(directory: string): string {
  const file = join(directory, 'release-key.pem');
  writeFileSync(file, rehearsalKey().export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  return file;
}
