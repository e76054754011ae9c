import { createHash } from 'node:crypto';
import { AwsError } from '../service';
import type { Checksums } from './checksums';

export interface Retention {
  readonly mode: string;
  readonly retainUntil: Date;
}

export interface DefaultRetention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

export interface BucketRequest {
  readonly name: string;
  readonly region: string;
  /** @default false */
  readonly versioned?: boolean;
  /** Object Lock, with the retention that new versions get. @default off */
  readonly objectLock?: { readonly defaultRetention?: DefaultRetention };
}

export interface StoredVersion {
  readonly key: string;
  /** `null` in a bucket that is not versioned, as S3 has it. */
  readonly versionId: string;
  readonly body: Buffer;
  readonly eTag: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly deleteMarker: boolean;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** As they were uploaded. @default none */
  readonly checksums: Checksums;
  /** @default none: the version may be deleted */
  retention: Retention | undefined;
}

export interface NewObject {
  readonly key: string;
  readonly body: Buffer;
  /** @default application/octet-stream */
  readonly contentType?: string;
  /** @default none */
  readonly metadata?: Readonly<Record<string, string>>;
  /** @default none */
  readonly checksums?: Checksums;
  /** @default the bucket's default retention */
  readonly retention?: Retention;
}

const DAY_MILLISECONDS = 86_400_000;

/** The versions of one bucket. `now` is milliseconds since 1970. */
export class Bucket {
  /** For each key, the newest first. */
  private readonly keys = new Map<string, StoredVersion[]>();
  private written = 0;

  constructor(
    readonly request: BucketRequest,
    private readonly now: () => number,
  ) {}

  get isLockable(): boolean {
    return this.request.objectLock !== undefined;
  }

  put(object: NewObject): StoredVersion {
    const { key, body, contentType = 'application/octet-stream', metadata = {}, checksums = {}, retention } = object;
    if (retention && !this.isLockable) {
      throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', { status: 400 });
    }
    const eTag = `"${createHash('md5').update(body).digest('hex')}"`;
    const kept = retention ?? this.defaultRetention();
    return this.add({ key, body, eTag, contentType, metadata, checksums, retention: kept });
  }

  /** The latest version, or the one that is named. A delete marker is answered as such. */
  find(key: string, versionId?: string): StoredVersion | undefined {
    const versions = this.keys.get(key) ?? [];
    return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
  }

  /** Adds a delete marker; in a bucket that is not versioned the object is gone. */
  markDeleted(key: string): StoredVersion | undefined {
    if (!this.request.versioned) {
      this.keys.delete(key);
      return undefined;
    }
    const nothing = { body: Buffer.alloc(0), eTag: '', contentType: '', metadata: {}, checksums: {} };
    return this.add({ key, ...nothing, retention: undefined }, true);
  }

  /** @throws AccessDenied while the version is retained */
  deleteVersion(key: string, versionId: string, bypassGovernance = false): StoredVersion | undefined {
    const version = this.find(key, versionId);
    if (version && this.isRetained(version, bypassGovernance)) throw lockedError();
    this.takeOut(key, versionId);
    return version;
  }

  /** Takes a version out, retained or not. */
  takeOut(key: string, versionId: string): void {
    const kept = (this.keys.get(key) ?? []).filter((version) => version.versionId !== versionId);
    this.keys.set(key, kept);
  }

  /** Other bytes in the place of a version's own; all else that was said about them stays. */
  tamper(tampered: StoredVersion, other: Pick<StoredVersion, 'body' | 'checksums'>): void {
    const versions = this.keys.get(tampered.key) ?? [];
    this.keys.set(
      tampered.key,
      versions.map((version) => (version === tampered ? { ...version, ...other } : version)),
    );
  }

  /** @throws AccessDenied when it would loosen a retention in force */
  retain(version: StoredVersion, retention: Retention, bypassGovernance = false): void {
    if (!this.isLockable) {
      throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', { status: 400 });
    }
    const looser =
      version.retention &&
      (retention.retainUntil < version.retention.retainUntil || retention.mode !== version.retention.mode);
    if (looser && this.isRetained(version, bypassGovernance)) throw lockedError();
    version.retention = retention;
  }

  /** Every version whose key begins with `prefix`, sorted by key, the newest first for each. */
  versions(prefix = ''): StoredVersion[] {
    const keys = [...this.keys.keys()].filter((key) => key.startsWith(prefix)).sort();
    return keys.flatMap((key) => this.keys.get(key) ?? []);
  }

  private add(version: Omit<StoredVersion, 'versionId' | 'at' | 'deleteMarker'>, deleteMarker = false): StoredVersion {
    const stored = { ...version, versionId: this.nextVersionId(version.key), at: this.now(), deleteMarker };
    const older = this.request.versioned ? (this.keys.get(version.key) ?? []) : [];
    this.keys.set(version.key, [stored, ...older]);
    return stored;
  }

  /** Ids depend on what was written and in which order, so that a rehearsal names things the same each time. */
  private nextVersionId(key: string): string {
    this.written += 1;
    const seed = `${this.request.name}/${key} ${this.written}`;
    return this.request.versioned ? createHash('sha256').update(seed).digest('base64url').slice(0, 32) : 'null';
  }

  private defaultRetention(): Retention | undefined {
    const retention = this.request.objectLock?.defaultRetention;
    return retention && { mode: retention.mode, retainUntil: new Date(this.now() + retention.days * DAY_MILLISECONDS) };
  }

  private isRetained({ retention }: StoredVersion, bypassGovernance: boolean): boolean {
    if (!retention || retention.retainUntil.getTime() <= this.now()) return false;
    return retention.mode === 'COMPLIANCE' || !bypassGovernance;
  }
}

const lockedError = () =>
  new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', { status: 403 });
