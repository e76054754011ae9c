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
import { isJson, jsonOf } from '../../domain/json';
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
  const [found, table] = await Promise.all([
    versionsOf(s3, names.evidenceBucket, runId),
    evidenceTable(dynamo, names).read(runId),
  ]);
  const keys = [...new Set(found.versions.map(({ Key = '' }) => Key))];
  const archives = await Promise.all(
    keys.map(async (key) => ({
      key,
      versions: await Promise.all(
        oldestFirst(found.versions, key).map((version) => archived(s3, names.evidenceBucket, version)),
      ),
    })),
  );
  // Runs of two machines may have one name: what the archive itself says decides which is meant.
  const own = archives.find(({ versions: [first] }) => runIn(first?.text) === runId) ?? archives[0];
  const { key, versions } = own ?? { key: `${ARCHIVES}…-${nameOf(runId)}.json`, versions: [] };
  return { runId, key, versions, isHidden: found.hidden.includes(key), table, now };
}

const nameOf = (runId: string): string => runId.slice(runId.lastIndexOf(':') + 1);

const oldestFirst = (versions: readonly ObjectVersion[], key: string): ObjectVersion[] =>
  versions
    .filter(({ Key }) => Key === key)
    // S3 lists the newest version of a key first; of two of one second that order is what is left to tell them apart.
    .reverse()
    .sort((one, other) => (one.LastModified?.getTime() ?? 0) - (other.LastModified?.getTime() ?? 0));

function runIn(text = ''): unknown {
  const archive = jsonOf(text);
  return isJson(archive) ? archive.runId : undefined;
}

/** Versions of the objects that runs of this name were archived as, and which of those somebody has hidden. */
async function versionsOf(s3: Sends, Bucket: string, runId: string) {
  const versions: ObjectVersion[] = [];
  const hidden: string[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  for (let page = 0; from && page < PAGES_MAX; page++) {
    const listed: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: ARCHIVES, ...from }),
    );
    const isAsked = ({ Key = '' }: ObjectVersion) => isArchiveOf(Key, nameOf(runId));
    versions.push(...(listed.Versions ?? []).filter(isAsked));
    hidden.push(...(listed.DeleteMarkers ?? []).filter(isAsked).map(({ Key = '' }) => Key));
    from = listed.IsTruncated
      ? {
          ...(listed.NextKeyMarker && { KeyMarker: listed.NextKeyMarker }),
          ...(listed.NextVersionIdMarker && { VersionIdMarker: listed.NextVersionIdMarker }),
        }
      : undefined;
  }
  return { versions, hidden };
}

/** `runs/<when it began>-<name>.json`: a run whose name only ends in another's is not meant. */
const BEGIN = /^runs\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z-$/;
const isArchiveOf = (key: string, name: string): boolean =>
  key.endsWith(`${name}.json`) && BEGIN.test(key.slice(0, -`${name}.json`.length));

async function archived(s3: Sends, Bucket: string, { Key, VersionId }: ObjectVersion): Promise<ArchivedVersion> {
  const object: GetObjectCommandOutput = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return {
    versionId: VersionId ?? 'null',
    text: (await object.Body?.transformToString()) ?? '',
    retainedUntil: object.ObjectLockRetainUntilDate?.toISOString(),
  };
}
