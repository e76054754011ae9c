import type { ReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AssetManifest, AssetPublishing, type IAws, type IS3Client } from '@aws-cdk/cdk-assets-lib';
import { sha256OfFile, sha256OfFolder } from './fingerprint';
import { type AssetPlace, type SourceAsset, SourceError } from './source';

type ManifestOfAssets = ConstructorParameters<typeof AssetManifest>[1];
type FileAssetPackaging = NonNullable<NonNullable<ManifestOfAssets['files']>[string]['source']['packaging']>;

/** Of the asset manifest that is made up for the publisher, and never written. */
const SCHEMA_VERSION = '1.0.0';

/** A file or folder that templates name, as it lies on disk. */
export interface KnownAsset {
  readonly id: string;
  readonly places: readonly AssetPlace[];
  readonly from: AssetOrigin;
}

export type AssetOrigin =
  /** Its real path. */
  | { readonly path: string }
  /** A command that makes it and prints where: CDK's external packaging. */
  | { readonly executable: readonly string[] };

export interface Packaging {
  /** Folder of the source; its zips are kept in `.cache` there, named by what they hold. */
  readonly root: string;
  onMessage(text: string): void;
}

interface Packaged {
  readonly file: string;
  readonly contentType: string;
}

/**
 * Makes of each asset the file that is uploaded, exactly as CDK does, and measures it.
 *
 * @throws SourceError with every asset that cannot be packaged
 */
export async function packageAssets(assets: readonly KnownAsset[], packaging: Packaging): Promise<SourceAsset[]> {
  const problems: string[] = [];
  const packaged: SourceAsset[] = [];
  for (const asset of assets) {
    try {
      packaged.push(await packageAsset(asset, packaging));
    } catch (error) {
      problems.push(`asset ${asset.id} cannot be packaged: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new SourceError(problems);
  return packaged;
}

async function packageAsset({ id, places, from }: KnownAsset, { root, onMessage }: Packaging): Promise<SourceAsset> {
  const isFolder = 'path' in from && (await stat(from.path)).isDirectory();
  const folderSha256 = isFolder ? await sha256OfFolder(from.path, root) : undefined;
  if (isFolder || 'executable' in from) onMessage(`packaging asset ${id}`);
  if (isFolder) await keepOutOfGit(join(root, '.cache'));
  const { file, contentType } = await asCdkDoes(from, { root, folderSha256 });
  const sha256 = await sha256OfFile(file);
  const { size } = await stat(file);
  return {
    id,
    file,
    bytes: size,
    sha256,
    contentSha256: folderSha256 ?? sha256,
    extension: extensionOf(file),
    contentType,
    places,
  };
}

const extensionOf = (file: string): string => {
  const extension = extname(file);
  return /^\.[A-Za-z0-9]{1,10}$/.test(extension) ? extension : '';
};

/** CDK's own publisher packages the asset; what it would upload is noted and stays here. */
async function asCdkDoes(
  from: AssetOrigin,
  { root, folderSha256 }: { readonly root: string; readonly folderSha256: string | undefined },
): Promise<Packaged> {
  const packaging = (folderSha256 === undefined ? 'file' : 'zip') as FileAssetPackaging;
  const source = 'path' in from ? { path: from.path, packaging } : { executable: [...from.executable] };
  const destinations = { here: { bucketName: 'none', objectKey: 'none' } };
  // Zips are cached by this id, so it is made of what they hold.
  const files = { [folderSha256 ?? 'file']: { source, destinations } };
  const noted: Packaged[] = [];
  const publishing = new AssetPublishing(new AssetManifest(root, { version: SCHEMA_VERSION, files }), {
    aws: nowhere(noted),
    subprocessOutputDestination: 'ignore',
  });
  await publishing.publish();
  const [packaged] = noted;
  if (!packaged) throw new Error('nothing came of it');
  return packaged;
}

async function keepOutOfGit(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, '.gitignore'), '*\n');
}

/** AWS as the publisher sees it: a bucket that is there and empty, and takes what it is given. */
function nowhere(noted: Packaged[]): IAws {
  const account = { accountId: '', partition: 'aws' };
  const s3: IS3Client = {
    getBucketEncryption: async () => ({ $metadata: {} }),
    getBucketLocation: async () => ({ $metadata: {} }),
    listObjectsV2: async () => ({ $metadata: {} }),
    async upload({ Body, ContentType = 'application/octet-stream' }) {
      const stream = Body as ReadStream;
      stream.destroy();
      noted.push({ file: String(stream.path), contentType: ContentType });
      return { $metadata: {} };
    },
  };
  const refused = async (): Promise<never> => {
    throw new Error('only files can be packaged here');
  };
  return {
    discoverPartition: async () => account.partition,
    discoverDefaultRegion: async () => 'us-east-1',
    discoverCurrentAccount: async () => account,
    discoverTargetAccount: async () => account,
    s3Client: async () => s3,
    ecrClient: refused,
    secretsManagerClient: refused,
  };
}
