import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type {
  HeadObjectCommandInput,
  ListObjectsV2CommandInput,
  PutObjectCommandInput,
  PutObjectRetentionCommandInput,
} from '@aws-sdk/client-s3';
import type { Sends } from '../lib/release/publish/publishing';

/** One version of an object, as S3 keeps it. */
export interface Version {
  readonly key: string;
  readonly versionId: string;
  readonly body: Buffer;
  readonly etag: string;
  /** Base64, as S3 has computed it from what arrived. */
  readonly checksum: string | undefined;
  readonly writtenAt: number;
  until: Date;
}

type Input = Record<string, unknown>;
/** Called before each call: may wait, throw, or do something else to the world first. */
export type Before = (call: { readonly name: string; readonly region: string; readonly input: Input }) => unknown;

const DAY = 86_400_000;

/** An error as the SDK throws it. */
export const awsError = (name: string, httpStatusCode: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

const hashed = (body: Buffer) => createHash('sha256').update(body).digest('base64');

/** Keeps version ids apart where one world is the copy of another. */
let made = 0;

/** Versioned, locked buckets of some Regions in memory, and the stacks there: what publishing sees of AWS. */
export class SmallAws {
  readonly versions = new Map<string, Version[]>();
  readonly stacks = new Map<string, { StackStatus: string; outputs: Record<string, string> }>();
  /** Every call that was answered, in order. */
  readonly calls: string[] = [];
  /** Regions that do not answer. */
  readonly down = new Set<string>();
  /** Bucket → account that it belongs to. @default that of whoever asks */
  readonly owners = new Map<string, string>();
  isVersioned = true;
  isLocked = true;
  now = 0;
  retentionDays = 14;
  #writes = 0;
  readonly #id = ++made;

  /** One publisher's clients. @param before each of its calls @default nothing */
  clientsFor(before: Before = () => {}): { s3In(region: string): Sends; cloudformationIn(region: string): Sends } {
    const client = (region: string): Sends => ({
      send: async (command: { constructor: { name: string }; input: Input }) => {
        const name = command.constructor.name.replace(/Command$/, '');
        await before({ name, region, input: command.input });
        await setImmediate();
        if (this.down.has(region)) throw Object.assign(new Error('connect timed out'), { name: 'TimeoutError' });
        const answer = await this.#answer(name, { region, input: command.input });
        this.calls.push(`${region} ${name} ${command.input.Key ?? ''}`.trim());
        return answer;
      },
    });
    return { s3In: client, cloudformationIn: client };
  }

  /** The newest version of an object. */
  object(bucket: string, key: string): Version | undefined {
    return this.versions.get(bucket)?.findLast((version) => version.key === key);
  }

  /** Somebody writes past the publisher. */
  write(bucket: string, key: string, body: string | Buffer): Version {
    const bytes = Buffer.from(body);
    const version: Version = {
      key,
      versionId: `v-${++this.#writes}-of-${this.#id}`,
      body: bytes,
      etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      checksum: hashed(bytes),
      writtenAt: this.now + this.#writes,
      until: new Date(this.now + this.retentionDays * DAY),
    };
    this.versions.set(bucket, [...(this.versions.get(bucket) ?? []), version]);
    return version;
  }

  async #answer(name: string, { region, input }: { region: string; input: Input }): Promise<unknown> {
    const bucket = String(input.Bucket);
    const object = () => this.object(bucket, String(input.Key));
    const { ExpectedBucketOwner: expected } = input;
    if (expected !== undefined && (this.owners.get(bucket) ?? expected) !== expected) {
      throw awsError('AccessDenied', 403, 'Access Denied');
    }
    switch (name) {
      case 'DescribeStacks':
        return this.#describe(region, String(input.StackName));
      case 'GetBucketVersioning':
        return this.isVersioned ? { Status: 'Enabled' } : {};
      case 'GetObjectLockConfiguration':
        if (this.isLocked) return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } };
        throw awsError('ObjectLockConfigurationNotFoundError', 404);
      case 'HeadObject':
        return headed(object(), input as unknown as HeadObjectCommandInput);
      case 'GetObject':
        return gotten(object());
      case 'PutObject':
        return this.#put(input as unknown as PutObjectCommandInput);
      case 'PutObjectRetention':
        return this.#retain(input as unknown as PutObjectRetentionCommandInput);
      case 'ListObjectsV2':
        return this.#list(input as unknown as ListObjectsV2CommandInput);
      default:
        throw new Error(`${name} is not expected of a publisher`);
    }
  }

  #describe(region: string, name: string) {
    const stack = this.stacks.get(`${region} ${name}`);
    if (!stack) throw awsError('ValidationError', 400, `Stack with id ${name} does not exist`);
    const Outputs = Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    return { Stacks: [{ StackStatus: stack.StackStatus, Outputs }] };
  }

  async #put({ Bucket, Key, Body, ChecksumSHA256, ContentLength, IfMatch, IfNoneMatch }: PutObjectCommandInput) {
    const chunks: Buffer[] = [];
    if (Buffer.isBuffer(Body)) chunks.push(Body);
    else for await (const chunk of Body as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (body.length !== ContentLength) throw awsError('IncompleteBody', 400);
    if (hashed(body) !== ChecksumSHA256) throw awsError('BadDigest', 400);
    const standing = this.object(String(Bucket), String(Key));
    if (IfMatch !== undefined && !standing) throw awsError('NoSuchKey', 404);
    if (IfMatch !== undefined && standing?.etag !== IfMatch) throw awsError('PreconditionFailed', 412);
    if (IfNoneMatch === '*' && standing) throw awsError('PreconditionFailed', 412);
    const { etag, versionId } = this.write(String(Bucket), String(Key), body);
    return { ETag: etag, ...(this.isVersioned && { VersionId: versionId }) };
  }

  #retain({ Bucket, Key, VersionId, Retention }: PutObjectRetentionCommandInput) {
    const version = this.versions.get(String(Bucket))?.find((one) => one.key === Key && one.versionId === VersionId);
    if (!version || !Retention?.RetainUntilDate) throw awsError('NoSuchVersion', 404);
    if (Retention.Mode !== 'GOVERNANCE' || Retention.RetainUntilDate < version.until)
      throw awsError('AccessDenied', 403);
    version.until = Retention.RetainUntilDate;
    return {};
  }

  #list({ Bucket, Prefix = '', ContinuationToken }: ListObjectsV2CommandInput) {
    const keys = [...new Set((this.versions.get(String(Bucket)) ?? []).map(({ key }) => key))]
      .filter((key) => key.startsWith(Prefix))
      .sort();
    const PAGE = 3;
    const begin = Number(ContinuationToken ?? 0);
    const Contents = keys.slice(begin, begin + PAGE).map((Key) => ({
      Key,
      LastModified: new Date(this.object(String(Bucket), Key)?.writtenAt ?? 0),
    }));
    return { Contents, ...(begin + PAGE < keys.length && { NextContinuationToken: String(begin + PAGE) }) };
  }
}

function headed(version: Version | undefined, { ChecksumMode }: HeadObjectCommandInput) {
  // A HEAD has no body that could say more.
  if (!version) throw awsError('NotFound', 404, 'UnknownError');
  return {
    VersionId: version.versionId,
    ETag: version.etag,
    ContentLength: version.body.length,
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: version.until,
    ...(ChecksumMode === 'ENABLED' && version.checksum && { ChecksumSHA256: version.checksum }),
  };
}

function gotten(version: Version | undefined) {
  if (!version) throw awsError('NoSuchKey', 404);
  return {
    VersionId: version.versionId,
    ETag: version.etag,
    ContentLength: version.body.length,
    Body: { transformToString: async () => version.body.toString('utf8'), destroy: () => {} },
  };
}
