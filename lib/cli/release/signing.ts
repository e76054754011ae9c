import { KMSClient } from '@aws-sdk/client-kms';
import { signerFromFile } from '../../release/signers/file';
import { signerFromKms } from '../../release/signers/kms';
import type { Signer } from '../../release/signers/signer';
import type { Session } from '../aws/session';
import { UsageError } from '../usage';

interface Written {
  readonly key?: string;
  readonly 'kms-key'?: string;
  readonly 'kms-region'?: string;
}

/** Whoever signs, by what was written: a file or a key of KMS, and not both. @throws UsageError, SignerError */
export async function signerIn(written: Written, session: Session): Promise<Signer> {
  const { key, 'kms-key': kmsKey } = written;
  if ((key === undefined) === (kmsKey === undefined)) {
    throw new UsageError('say who signs: --key <file>, or --kms-key <id or ARN>, and not both');
  }
  if (key !== undefined) return signerFromFile(key);
  return signerFromKms(kmsOf(session, written), kmsKey ?? '');
}

/** The KMS of the Region that a key is in: its ARN says it, or the flag. @throws UsageError */
export function kmsOf(session: Session, { 'kms-key': kmsKey = '', 'kms-region': flag }: Written): KMSClient {
  const region = flag ?? /^arn:[\w-]+:kms:([\w-]+):/.exec(kmsKey)?.[1];
  if (region !== undefined) return new KMSClient(session.settings(region));
  throw new UsageError('--kms-region is required: say where the key is, or give its ARN as --kms-key');
}
