import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import type { Sends } from '../../../lambdas/edge/clients';
import { evidenceTable } from '../../../lambdas/edge/evidence-table';
import type { ArchivedVersion, KeptOfRun } from '../../domain/evidence-verified';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';

export interface KeptClients {
  /** Of the run's Region. */
  readonly s3: Sends;
  /** Of the run's Region. */
  readonly dynamo: Sends;
}

export interface AskedRun {
  readonly plan: Plan;
  readonly region: string;
  /** Execution ARN. */
  readonly runId: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** Below this the archives of ended runs are kept. */
const ARCHIVES = 'runs/';
/** 100,000 versions: a run an hour for ten years. */
const PAGES_MAX = 100;

/** Everything that a Region keeps of a run: each version of its archive, and the records in the table. */
export async function keptOfRun(
  { s3, dynamo }: KeptClients,
  { plan, region, runId, now }: AskedRun,
): Promise<KeptOfRun> {
  const names = namesOf(plan, region);
  const ending = `-${runId.slice(runId.lastIndexOf(':') + 1)}.json`;
  const [found, table] = await Promise.all([
    versionsOf(s3, names.evidenceBucket, ending),
    evidenceTable(dynamo, names).read(runId),
  ]);
  const versions = await Promise.all(found.versions.map((version) => archived(s3, names.evidenceBucket, version)));
  return { key: found.versions[0]?.Key ?? `${ARCHIVES}…${ending}`, versions, isHidden: found.isHidden, table, now };
}

/** Versions of the object whose key ends so, the oldest first. */
async function versionsOf(s3: Sends, Bucket: string, ending: string) {
  const versions: ObjectVersion[] = [];
  let isHidden = false;
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  for (let page = 0; from && page < PAGES_MAX; page++) {
    const listed: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: ARCHIVES, ...from }),
    );
    const isAsked = ({ Key = '' }: ObjectVersion) => Key.endsWith(ending);
    versions.push(...(listed.Versions ?? []).filter(isAsked));
    isHidden ||= (listed.DeleteMarkers ?? []).some(isAsked);
    from = listed.IsTruncated
      ? {
          ...(listed.NextKeyMarker && { KeyMarker: listed.NextKeyMarker }),
          ...(listed.NextVersionIdMarker && { VersionIdMarker: listed.NextVersionIdMarker }),
        }
      : undefined;
  }
  // S3 lists the newest version of a key first.
  return { versions: versions.reverse(), isHidden };
}

async function archived(s3: Sends, Bucket: string, { Key, VersionId }: ObjectVersion): Promise<ArchivedVersion> {
  const object: GetObjectCommandOutput = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return {
    versionId: VersionId ?? 'null',
    text: (await object.Body?.transformToString()) ?? '',
    retainedUntil: object.ObjectLockRetainUntilDate?.toISOString(),
  };
}
