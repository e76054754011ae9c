import { PutObjectCommand } from '@aws-sdk/client-s3';
import { canonicalJson } from '../../../lib/domain/canonical-json';
import { type DriftRecord, driftKeyOf } from '../../../lib/domain/drift';
import type { Names } from '../../../lib/domain/names';
import type { Sends } from '../clients';
import { AS_EVIDENCE } from '../evidence-bucket';

/** Keeps what a check has found under Object Lock. @param s3 client of this Region */
export async function archiveDrift(
  s3: Sends,
  { evidenceBucket: Bucket }: Pick<Names, 'evidenceBucket'>,
  record: DriftRecord,
): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key: driftKeyOf(record), Body: canonicalJson(record), ...AS_EVIDENCE }));
}
