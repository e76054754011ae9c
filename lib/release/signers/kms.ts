import {
  GetPublicKeyCommand,
  type GetPublicKeyCommandOutput,
  SignCommand,
  type SignCommandOutput,
} from '@aws-sdk/client-kms';
import type { Sends } from '../publish/publishing';
import { type Signer, SignerError } from './signer';

/** KMS's name for Ed25519. Source: https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
const KEY_SPEC = 'ECC_NIST_EDWARDS25519';

/**
 * Signs with a key of KMS that never leaves it. `ED25519_SHA_512` over a raw message is plain Ed25519, which anybody
 * verifies without KMS; the prehashed variant is another signature.
 *
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 *
 * @param keyId id, ARN, alias/name or the alias's ARN
 * @throws SignerError when it is no key that signs like this
 */
export async function signerFromKms(kms: Sends, keyId: string): Promise<Signer> {
  const publicKey = await publicKeyInKms(kms, keyId);
  return {
    about: keyId,
    publicKey,
    async sign(digest) {
      const { Signature }: SignCommandOutput = await kms.send(
        new SignCommand({ KeyId: keyId, Message: digest, MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' }),
      );
      if (!Signature) throw new SignerError(`KMS gave no signature by ${keyId}; try again`);
      return Signature;
    },
  };
}

/** Public half of a key of KMS, base64 of SPKI DER. @throws SignerError when it is no Ed25519 key */
export async function publicKeyInKms(kms: Sends, keyId: string): Promise<string> {
  const { KeySpec, PublicKey }: GetPublicKeyCommandOutput = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (KeySpec === KEY_SPEC && PublicKey) return Buffer.from(PublicKey).toString('base64');
  throw new SignerError(
    `the KMS key ${keyId} is a key of ${KeySpec ?? 'no known kind'}; releases are signed with ${KEY_SPEC}, ` +
      'key usage SIGN_VERIFY',
  );
}
