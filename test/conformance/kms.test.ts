import { createPublicKey, verify } from 'node:crypto';
import * as client from '@aws-sdk/client-kms';
import { createKms } from '../../lib/rehearsal/aws/kms';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const REGION = 'us-west-2';
const ALIAS = 'alias/releases';
const MESSAGE = Buffer.from('the hash of a manifest');
const PLAIN = { MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' } as const;

let endpoint: EndpointInTest;
let kms: ReturnType<typeof createKms>;
let sdk: client.KMSClient;
let arn: string;

beforeEach(async () => {
  kms = createKms({ account: ACCOUNT });
  arn = kms.createKey({ region: REGION, id: 'k', alias: ALIAS }).arn;
  endpoint = await openEndpoint([kms.service]);
  sdk = new client.KMSClient(endpoint.settings());
});
afterEach(async () => {
  sdk.destroy();
  await endpoint.close();
  expect(endpoint.defects).toEqual([]);
});

const publicKey = (KeyId = arn) => sdk.send(new client.GetPublicKeyCommand({ KeyId }));
const sign = (more: object = {}) =>
  sdk.send(new client.SignCommand({ KeyId: arn, Message: MESSAGE, ...PLAIN, ...more }));

// Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
test('a signature is plain Ed25519 over the message, and the public key verifies it without KMS', async () => {
  const { PublicKey, ...told } = await publicKey();
  const { Signature, KeyId, SigningAlgorithm } = await sign();
  const key = createPublicKey({ key: Buffer.from(PublicKey as Uint8Array), format: 'der', type: 'spki' });
  expect(verify(null, MESSAGE, key, Signature as Uint8Array)).toBe(true);
  expect(verify(null, Buffer.from('another'), key, Signature as Uint8Array)).toBe(false);
  expect([KeyId, SigningAlgorithm]).toEqual([arn, 'ED25519_SHA_512']);
  expect(told).toMatchObject({
    KeyId: arn,
    KeySpec: 'ECC_NIST_EDWARDS25519',
    KeyUsage: 'SIGN_VERIFY',
    SigningAlgorithms: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
  });
});

test.each(['k', ALIAS, `arn:aws:kms:${REGION}:${ACCOUNT}:${ALIAS}`])(
  'a key is found by %s as by its ARN',
  async (id) => {
    expect((await publicKey(id)).PublicKey).toEqual((await publicKey()).PublicKey);
  },
);

test('two keys are different, and the same key is the same in every world', async () => {
  const other = kms.createKey({ region: REGION, id: 'other' }).arn;
  expect((await publicKey(other)).PublicKey).not.toEqual((await publicKey()).PublicKey);
  const again = createKms({ account: ACCOUNT });
  again.createKey({ region: REGION, id: 'k' });
  expect(again.keys()).toEqual([arn]);
  expect(() => kms.createKey({ region: REGION, id: 'k' })).toThrow('exists already');
});

test.each<[string, object, string]>([
  ['another key’s algorithm', { SigningAlgorithm: 'ECDSA_SHA_256' }, 'InvalidKeyUsageException'],
  ['a digest', { MessageType: 'DIGEST' }, 'ValidationException'],
  ['more than 4096 bytes', { Message: Buffer.alloc(4097) }, 'ValidationException'],
  ['the prehashed variant', { SigningAlgorithm: 'ED25519_PH_SHA_512', MessageType: 'DIGEST' }, 'NotImplemented'],
  ['a dry run', { DryRun: true }, 'NotImplemented'],
  ['a key that is not there', { KeyId: 'none' }, 'NotFoundException'],
  ['a key of another Region', { KeyId: `arn:aws:kms:us-east-1:${ACCOUNT}:key/k` }, 'NotFoundException'],
])('signing with %s is refused', async (_, more, name) => {
  expect((await refused(sign(more))).name).toBe(name);
});

test('a key is not there in another Region, whatever it is called by', async () => {
  const east = new client.KMSClient(endpoint.settings(undefined, 'us-east-1'));
  for (const KeyId of ['k', ALIAS, arn]) {
    expect((await refused(east.send(new client.GetPublicKeyCommand({ KeyId })))).name).toBe('NotFoundException');
  }
});

test('4096 bytes are signed', async () => {
  await sign({ Message: Buffer.alloc(4096) });
});

// Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
test('a disabled key answers nothing until it is enabled', async () => {
  kms.disableKey(arn);
  expect((await refused(sign())).name).toBe('DisabledException');
  expect((await refused(publicKey())).name).toBe('DisabledException');
  kms.enableKey(arn);
  await sign();
});

// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
test('IAM is asked about the key, also when its alias is called', async () => {
  const as = (Action: string, Resource: string) =>
    new client.KMSClient(endpoint.as({ name: 'publisher', statements: [{ Effect: 'Allow', Action, Resource }] }));
  const signing = () => new client.SignCommand({ KeyId: ALIAS, Message: MESSAGE, ...PLAIN });
  await as('kms:Sign', arn).send(signing());
  expect((await refused(as('kms:GetPublicKey', arn).send(signing()))).message).toContain(
    `kms:Sign on resource: ${arn}`,
  );
  expect((await refused(as('kms:Sign', `${arn}-other`).send(signing()))).name).toBe('AccessDeniedException');
});
