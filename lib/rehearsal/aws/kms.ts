import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { DescribeKeyCommandInput, GetPublicKeyCommandInput, SignCommandInput } from '@aws-sdk/client-kms';
import * as client from '@aws-sdk/client-kms';
import { arnIn } from './arn';
import { AwsError, type Call, type Service } from './service';
import { uuidOf } from './stack-context';

export interface KeyRequest {
  readonly region: string;
  /** Last part of its ARN. @default a UUID that depends on Region and alias */
  readonly id?: string;
  /** `alias/<name>`, by which it is found as well. @default none */
  readonly alias?: string;
}

/** KMS: Ed25519 keys that sign. Their key policies leave all to IAM, as the default policy does. */
export interface Kms {
  readonly service: Service;
  /** By the world's own hand: a key that is the same in every rehearsal. @throws when it exists */
  createKey(key: KeyRequest): { arn: string };
  /** A disabled key answers nothing until it is enabled. @throws NotFoundException */
  disableKey(arn: string): void;
  enableKey(arn: string): void;
  /** ARN of every key. */
  keys(): readonly string[];
}

interface Key {
  readonly arn: string;
  readonly id: string;
  readonly region: string;
  readonly alias: string | undefined;
  readonly privateKey: KeyObject;
  isEnabled: boolean;
}

/** Source: https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
const KEY_SPEC = 'ECC_NIST_EDWARDS25519';
const SIGNING_ALGORITHMS = ['ED25519_SHA_512', 'ED25519_PH_SHA_512'];
/** Most bytes of a raw message. Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
const MESSAGE_BYTES_MAX = 4096;
/** PKCS #8 header of an Ed25519 private key; the 32 bytes of the seed follow. Source: RFC 8410 */
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createKms({ account }: { account: string }): Kms {
  const keys = new Map<string, Key>();
  const aliasArn = ({ region, alias = '' }: Pick<Key, 'region' | 'alias'>) => arnIn({ region, account }, 'kms', alias);
  const find = (region: string, id = ''): Key | undefined =>
    [...keys.values()].find(
      (key) => key.region === region && [key.id, key.arn, key.alias, key.alias && aliasArn(key)].includes(id),
    );
  const existing = (region: string, id: string | undefined): Key => {
    const key = find(region, id);
    if (!key) throw new AwsError('NotFoundException', `Key '${id}' does not exist`);
    return key;
  };
  const enabled = (region: string, id: string | undefined): Key => {
    const key = existing(region, id);
    if (!key.isEnabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
    return key;
  };
  const named = (arn: string): Key => {
    const key = keys.get(arn);
    if (!key) throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
    return key;
  };
  return {
    service: {
      signingName: 'kms',
      client,
      operations: {
        // Answered for a disabled key too. Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
        DescribeKey: ({ KeyId = '' }: DescribeKeyCommandInput, { region }: Call) => ({
          KeyMetadata: metadataOf(existing(region, KeyId)),
        }),
        GetPublicKey: (input: GetPublicKeyCommandInput, { region }: Call) => publicKeyOf(enabled(region, input.KeyId)),
        Sign: (input: SignCommandInput, { region }: Call) => signatureBy(enabled(region, input.KeyId), input),
      },
      // An alias is no resource here: the key behind it is.
      authorization: (operation, { KeyId: id }: GetPublicKeyCommandInput, { region }) => [
        { action: `kms:${operation}`, resource: find(region, id)?.arn ?? keyArn({ region, account, id: id ?? '' }) },
      ],
      changes: () => false,
    },
    createKey({ region, alias, id = uuidOf(region, alias ?? '') }) {
      const arn = keyArn({ region, account, id });
      if (keys.has(arn) || (alias && find(region, alias))) throw new Error(`the key ${alias ?? id} exists already`);
      keys.set(arn, { arn, id, region, alias, privateKey: keyFrom(arn), isEnabled: true });
      return { arn };
    },
    disableKey: (arn) => {
      named(arn).isEnabled = false;
    },
    enableKey: (arn) => {
      named(arn).isEnabled = true;
    },
    keys: () => [...keys.keys()],
  };
}

const keyArn = ({ id, ...place }: { readonly region: string; readonly account: string; readonly id: string }) =>
  id.startsWith('arn:') ? id : arnIn(place, 'kms', `key/${id}`);

function keyFrom(text: string): KeyObject {
  const seed = createHash('sha256').update(text).digest();
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });
}

const metadataOf = ({ arn, id, isEnabled }: Key) => ({
  KeyId: id,
  Arn: arn,
  Enabled: isEnabled,
  KeyState: isEnabled ? 'Enabled' : 'Disabled',
  KeySpec: KEY_SPEC,
  KeyUsage: 'SIGN_VERIFY',
});

/** Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
const publicKeyOf = ({ arn, privateKey }: Key) => ({
  KeyId: arn,
  PublicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
  KeySpec: KEY_SPEC,
  CustomerMasterKeySpec: KEY_SPEC,
  KeyUsage: 'SIGN_VERIFY',
  SigningAlgorithms: SIGNING_ALGORITHMS,
});

/**
 * Plain Ed25519 over the message.
 *
 * @throws InvalidKeyUsageException for another key's algorithm, ValidationException for a digest and for a long message
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
function signatureBy({ arn, privateKey }: Key, input: SignCommandInput) {
  const { Message = Buffer.alloc(0), MessageType = 'RAW', SigningAlgorithm = '', KeyId: _, ...rest } = input;
  refuseUnknown(SigningAlgorithm, rest);
  if (!SIGNING_ALGORITHMS.includes(SigningAlgorithm)) {
    const message = `Algorithm ${SigningAlgorithm} is incompatible with key spec ${KEY_SPEC}.`;
    throw new AwsError('InvalidKeyUsageException', message);
  }
  if (MessageType !== 'RAW') invalid(`MessageType ${MessageType} is not supported with ${SigningAlgorithm}`);
  if (Message.length < 1 || Message.length > MESSAGE_BYTES_MAX) {
    invalid(`Value at 'message' failed to satisfy constraint: length from 1 to ${MESSAGE_BYTES_MAX}`);
  }
  return { KeyId: arn, Signature: sign(null, Message, privateKey), SigningAlgorithm };
}

/** @throws NotImplemented for the prehashed variant, which is another signature, and for what would be ignored */
function refuseUnknown(algorithm: string, rest: object): void {
  const unknown = Object.entries(rest).flatMap(([member, value]) => (value === undefined ? [] : [member]));
  const refused = [...unknown, ...(algorithm === 'ED25519_PH_SHA_512' ? [algorithm] : [])];
  if (refused.length === 0) return;
  throw new AwsError('NotImplemented', `kms:Sign with ${refused.join(', ')} is not rehearsed`, { status: 501 });
}

function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}
