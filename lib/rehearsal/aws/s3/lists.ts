import type { ListObjectsV2CommandInput, ListObjectVersionsCommandInput } from '@aws-sdk/client-s3';
import { AwsError } from '../service';
import type { Bucket, StoredVersion } from './bucket';

/** Most keys in one page of a list. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const PAGE_KEYS_MAX = 1000;

/** A version, and whether it is the latest of its key. */
interface Listed {
  readonly version: StoredVersion;
  readonly isLatest: boolean;
}

interface Page {
  readonly listed: readonly Listed[];
  /** The last of the page, when there is another page. */
  readonly last: StoredVersion | undefined;
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjects(bucket: Bucket, input: ListObjectsV2CommandInput) {
  const { Bucket: Name, Prefix, MaxKeys, ContinuationToken, StartAfter } = input;
  const after = ContinuationToken === undefined ? StartAfter : keyIn(ContinuationToken);
  const current = listedIn(bucket, Prefix).filter(({ version, isLatest }) => isLatest && !version.deleteMarker);
  const rest = current.filter(({ version }) => after === undefined || version.key > after);
  const { listed, last } = firstPage(rest, MaxKeys);
  return {
    Name,
    Prefix,
    KeyCount: listed.length,
    MaxKeys: pageSize(MaxKeys),
    IsTruncated: last !== undefined,
    ...(last && { NextContinuationToken: tokenOf(last.key) }),
    Contents: listed.map(({ version }) => entryOf(version)),
  };
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export function listVersions(bucket: Bucket, input: ListObjectVersionsCommandInput) {
  const { Bucket: Name, Prefix, MaxKeys, KeyMarker, VersionIdMarker } = input;
  const rest = afterMarker(listedIn(bucket, Prefix), KeyMarker, VersionIdMarker);
  const { listed, last } = firstPage(rest, MaxKeys);
  const entries = (deleteMarker: boolean) =>
    listed.filter(({ version }) => version.deleteMarker === deleteMarker).map(versionEntry);
  return {
    Name,
    Prefix,
    KeyMarker,
    VersionIdMarker,
    MaxKeys: pageSize(MaxKeys),
    IsTruncated: last !== undefined,
    ...(last && { NextKeyMarker: last.key, NextVersionIdMarker: last.versionId }),
    Versions: entries(false),
    DeleteMarkers: entries(true),
  };
}

/** The newest version of a key comes first, so it is the one whose neighbour before has another key. */
const listedIn = (bucket: Bucket, prefix: string | undefined): Listed[] =>
  bucket
    .versions(prefix)
    .map((version, index, versions) => ({ version, isLatest: versions[index - 1]?.key !== version.key }));

/** @throws InvalidArgument for a version without its key, and for a version that is not there */
function afterMarker(listed: readonly Listed[], key = '', versionId = ''): readonly Listed[] {
  if (key === '' && versionId !== '') {
    const message = 'A version-id marker cannot be specified without a key marker.';
    throw new AwsError('InvalidArgument', message, { status: 400 });
  }
  if (versionId === '') return listed.filter(({ version }) => version.key > key);
  const at = listed.findIndex(({ version }) => version.key === key && version.versionId === versionId);
  if (at < 0) throw new AwsError('InvalidArgument', 'Invalid version id specified', { status: 400 });
  return listed.slice(at + 1);
}

const pageSize = (asked = PAGE_KEYS_MAX): number => Math.min(asked, PAGE_KEYS_MAX);

function firstPage(rest: readonly Listed[], asked: number | undefined): Page {
  const listed = rest.slice(0, pageSize(asked));
  return { listed, last: listed.length < rest.length ? listed.at(-1)?.version : undefined };
}

/** Nobody may read a token, so it does not look like a key. */
const tokenOf = (key: string): string => Buffer.from(key).toString('base64url');
const keyIn = (token: string): string => Buffer.from(token, 'base64url').toString();

const entryOf = ({ key, eTag, body, at }: StoredVersion) => ({
  Key: key,
  ETag: eTag,
  Size: body.length,
  LastModified: new Date(at),
  StorageClass: 'STANDARD',
});

const versionEntry = ({ version, isLatest }: Listed) => ({
  ...entryOf(version),
  VersionId: version.versionId,
  IsLatest: isLatest,
});
