import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { EvidenceArchive } from '../../lib/domain/evidence-archive';
import type { Names } from '../../lib/domain/names';
import type { Sends } from './clients';

/** Object Lock wants a checksum. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html */
export const AS_EVIDENCE = { ContentType: 'application/json', ChecksumAlgorithm: 'SHA256' } as const;

/** Likewise, and a browser shows it. */
const AS_REPORT = { ...AS_EVIDENCE, ContentType: 'text/html; charset=utf-8' } as const;

/** Keeps the report of an ended run under the same lock as its evidence. @param s3 client of this Region */
export const archiveReport = async (
  s3: Sends,
  { evidenceBucket: Bucket }: Pick<Names, 'evidenceBucket'>,
  { key: Key, page: Body }: { readonly key: string; readonly page: string },
): Promise<void> => {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...AS_REPORT }));
};

/** Keeps the evidence of an ended run under Object Lock. @param s3 client of this Region */
export const archiveEvidence = async (
  s3: Sends,
  { evidenceBucket: Bucket }: Pick<Names, 'evidenceBucket'>,
  { key: Key, archive }: { readonly key: string; readonly archive: EvidenceArchive },
): Promise<void> => {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(archive), ...AS_EVIDENCE }));
};
