import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { publicKeyOf } from '../../domain/release';
import { type Signer, SignerError } from './signer';

/** Permission bits of everybody but the owner. */
const OTHERS = 0o077;
const OWNER_ONLY = 0o600;

/**
 * Signs with the private key in a PEM file (PKCS #8, Ed25519).
 *
 * @param platform Windows keeps no such permission bits
 * @throws SignerError when it is no such key, or when others may read it
 */
export function signerFromFile(path: string, platform: NodeJS.Platform = process.platform): Signer {
  const key = keyIn(path);
  if (key.type !== 'private') throw new SignerError(`${path} holds a public key; name the file of the private half`);
  if (platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) {
    throw new SignerError(`${path} can be read by others, who could sign releases with it; run: chmod 600 '${path}'`);
  }
  return { about: path, publicKey: publicKeyOf(key), sign: async (digest) => sign(null, digest, key) };
}

/** Public half of the key in a PEM file, private or public. @throws SignerError */
export const publicKeyIn = (path: string): string => {
  const key = keyIn(path);
  return key.type === 'private' ? publicKeyOf(key) : key.export({ format: 'der', type: 'spki' }).toString('base64');
};

/**
 * Makes a new key and writes its private half to a file that only its owner may read.
 *
 * @returns the public half
 * @throws SignerError when the file exists: what signed the releases that are current is never overwritten
 */
export function makeKeyFile(path: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(path, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: OWNER_ONLY, flag: 'wx' });
  } catch (error) {
    throw new SignerError(`the key cannot be written to ${path}: ${fileProblem(error)}`);
  }
  return publicKeyOf(privateKey);
}

function keyIn(path: string): KeyObject {
  const pem = textOf(path);
  const key = parsed(pem);
  if (!key) throw new SignerError(`${path} is no key that can be read; expected Ed25519 as PEM (PKCS #8), unencrypted`);
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new SignerError(
    `${path} holds a key of type ${key.asymmetricKeyType}; releases are signed with Ed25519: make one with ` +
      '`understudy release key --out <file>`',
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SignerError(`the key cannot be read from ${path}: ${fileProblem(error)}`);
  }
}

function parsed(pem: string): KeyObject | undefined {
  for (const read of [createPrivateKey, createPublicKey]) {
    try {
      return read(pem);
    } catch {
      // It is the other half, or none.
    }
  }
  return undefined;
}

/** What the file system said, without its own name for the call. */
function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return 'the file is there already; name another one';
  return code === 'ENOENT' ? 'there is no such file or folder' : message;
}
