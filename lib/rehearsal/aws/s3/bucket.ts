import { createHash } from 'node:crypto';
import { AwsError } from '../service';

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

  put({ key, body, contentType = 'application/octet-stream', metadata = {}, retention }: NewObject): StoredVersion {
    if (retention && !this.isLockable) {
      throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', { status: 400 });
    }
    const eTag = `"${createHash('md5').update(body).digest('hex')}"`;
    return this.add({ key, body, eTag, contentType, metadata, retention: retention ?? this.defaultRetention() });
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
    const marker = { key, body: Buffer.alloc(0), eTag: '', contentType: '', metadata: {}, retention: undefined };
    return this.add(marker, true);
  }

  /** @throws AccessDenied while the version is retained */
  deleteVersion(key: string, versionId: string, bypassGovernance = false): StoredVersion | undefined {
    const version = this.find(key, versionId);
    if (version && this.isRetained(version, bypassGovernance)) throw lockedError();
    this.keys.set(
      key,
      (this.keys.get(key) ?? []).filter((kept) => kept !== version),
    );
    return version;
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
