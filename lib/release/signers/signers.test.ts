import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../test/temporary';
import { digestOf, publicKeyOf, signatureHolds, type UnsignedManifest, withSignature } from '../../domain/release';
import { makeKeyFile, publicKeyIn, signerFromFile } from './file';
import { publicKeyInKms, signerFromKms } from './kms';

const folder = temporaryDirectory('keys');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const manifest: UnsignedManifest = {
  release: 'r-0000aaaa',
  plan: 'orders',
  commit: 'c0ffee',
  createdAt: '2026-11-21T12:00:00.000Z',
  region: 'us-east-1',
  stacks: [],
  assets: [],
};

/** A PEM file with a key, or with any other text. */
function fileOf(name: string, content: KeyObject | string, mode = 0o600): string {
  const path = join(folder, name);
  const pem =
    typeof content === 'string'
      ? content
      : content.export({ format: 'pem', type: content.type === 'private' ? 'pkcs8' : 'spki' });
  writeFileSync(path, pem);
  chmodSync(path, mode);
  return path;
}

describe('A key in a file', () => {
  test('signs manifests that verify with its public half', async () => {
    const signer = signerFromFile(fileOf('good.pem', privateKey));
    expect(signer.publicKey).toBe(publicKeyOf(privateKey));
    const signature = await signer.sign(digestOf(manifest));
    expect(signatureHolds(withSignature(manifest, { publicKey: signer.publicKey, signature }), signer.publicKey)).toBe(
      true,
    );
  });

  test.each<[string, () => string, string]>([
    ['is not there', () => join(folder, 'nothing.pem'), 'there is no such file or folder'],
    ['is no key', () => fileOf('text.pem', 'hello'), 'is no key that can be read; expected Ed25519 as PEM'],
    [
      'is of another kind',
      () => fileOf('ec.pem', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      'holds a key of type ec; releases are signed with Ed25519',
    ],
    ['is the public half', () => fileOf('public.pem', publicKey), 'holds a public key'],
    ['can be read by the group', () => fileOf('group.pem', privateKey, 0o640), "run: chmod 600 '"],
    ['can be read by all', () => fileOf('all.pem', privateKey, 0o604), "run: chmod 600 '"],
  ])('is refused when it %s', (_, path, expected) => {
    expect(() => signerFromFile(path(), 'linux')).toThrow(expected);
  });

  test('is taken as it is where files have no such permissions', () => {
    expect(signerFromFile(fileOf('windows.pem', privateKey, 0o644), 'win32').publicKey).toBe(publicKeyOf(privateKey));
  });

  test('is made for its owner alone, and never over another one', () => {
    const path = join(folder, 'new.pem');
    const made = makeKeyFile(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect([signerFromFile(path).publicKey, publicKeyIn(path)]).toEqual([made, made]);
    const before = readFileSync(path, 'utf8');
    expect(() => makeKeyFile(path)).toThrow('the file is there already; name another one');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('shows its public half from either half', () => {
    expect(publicKeyIn(fileOf('half.pem', publicKey))).toBe(publicKeyOf(privateKey));
  });
});

type Command = { readonly constructor: { readonly name: string }; readonly input: Record<string, unknown> };

/** A key of KMS, as far as its two calls go: it signs only as the real one does. */
const kmsWith = (answer: { KeySpec?: string; isMute?: boolean } = {}) => ({
  async send({ constructor: made, input }: Command) {
    if (made.name === 'GetPublicKeyCommand') {
      return {
        KeySpec: answer.KeySpec ?? 'ECC_NIST_EDWARDS25519',
        PublicKey: Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' })),
      };
    }
    const { MessageType, SigningAlgorithm, Message, KeyId } = input;
    expect([MessageType, SigningAlgorithm, KeyId]).toEqual(['RAW', 'ED25519_SHA_512', 'alias/releases']);
    return answer.isMute ? {} : { Signature: sign(null, Message as Buffer, privateKey) };
  },
});

describe('A key of KMS', () => {
  test('signs manifests that anybody verifies without KMS', async () => {
    const signer = await signerFromKms(kmsWith(), 'alias/releases');
    expect(signer.publicKey).toBe(publicKeyOf(privateKey));
    expect(verify(null, digestOf(manifest), publicKey, await signer.sign(digestOf(manifest)))).toBe(true);
  });

  test('is refused when it is no Ed25519 key', async () => {
    await expect(publicKeyInKms(kmsWith({ KeySpec: 'ECC_NIST_P256' }), 'alias/releases')).rejects.toThrow(
      'the KMS key alias/releases is a key of ECC_NIST_P256; releases are signed with ECC_NIST_EDWARDS25519',
    );
  });

  test('that answers without a signature has not signed', async () => {
    const signer = await signerFromKms(kmsWith({ isMute: true }), 'alias/releases');
    await expect(signer.sign(digestOf(manifest))).rejects.toThrow('KMS gave no signature by alias/releases');
  });
});
