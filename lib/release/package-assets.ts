import type { ReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AssetManifest, AssetPublishing, type IAws, type IS3Client } from '@aws-cdk/cdk-assets-lib';
import { copyAlike, sha256OfFile } from './fingerprint';
import { type AssetPlace, type SourceAsset, SourceError } from './source';

type ManifestOfAssets = ConstructorParameters<typeof AssetManifest>[1];
type FileAssetPackaging = NonNullable<NonNullable<ManifestOfAssets['files']>[string]['source']['packaging']>;

/** Of the asset manifest that is made up for the publisher, and never written. */
const SCHEMA_VERSION = '1.0.0';

/** A file or folder that templates name, as it lies on disk. */
export interface KnownAsset {
  readonly id: string;
  readonly places: readonly AssetPlace[];
  /** Its real path. */
  readonly path: string;
}

export interface Packaging {
  /** Real path of the source: no link of an asset may lead out of it. */
  readonly root: string;
  /** A folder that nobody else can write to; zips are made there, because the source may be anybody's. */
  readonly workshop: string;
  onMessage(text: string): void;
}

interface Packaged {
  readonly file: string;
  readonly contentType: string;
  /** Of what a zip holds. @default it is no zip */
  readonly contentSha256?: string;
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

async function packageAsset({ id, places, path }: KnownAsset, packaging: Packaging): Promise<SourceAsset> {
  const isFolder = (await stat(path)).isDirectory();
  const { file, contentType, contentSha256 } = await (isFolder ? zipped : asItIs)({ id, path }, packaging);
  const sha256 = await sha256OfFile(file);
  const { size } = await stat(file);
  return {
    id,
    file,
    bytes: size,
    sha256,
    contentSha256: contentSha256 ?? sha256,
    extension: extensionOf(file),
    contentType,
    places,
  };
}

type Unpackaged = Pick<KnownAsset, 'id' | 'path'>;

/** What is zipped is a copy, so that the zip holds what was digested, and the same bytes wherever it is made. */
async function zipped({ id, path }: Unpackaged, { root, workshop, onMessage }: Packaging): Promise<Packaged> {
  const copy = join(workshop, 'copy');
  await mkdir(copy);
  try {
    const contentSha256 = await copyAlike(path, { root, to: copy });
    onMessage(`packaging asset ${id}`);
    // The publisher names a zip by this id, and takes one of that name that it finds.
    const source = { path: copy, packaging: 'zip' as FileAssetPackaging };
    return { ...(await asCdkDoes({ workshop, id: contentSha256, source })), contentSha256 };
  } finally {
    await rm(copy, { recursive: true });
  }
}

const asItIs = ({ path }: Unpackaged, { workshop }: Packaging): Promise<Packaged> =>
  asCdkDoes({ workshop, id: 'file', source: { path, packaging: 'file' as FileAssetPackaging } });

const extensionOf = (file: string): string => {
  const extension = extname(file);
  return /^\.[A-Za-z0-9]{1,10}$/.test(extension) ? extension : '';
};

interface Handed extends Pick<Packaging, 'workshop'> {
  readonly id: string;
  readonly source: { readonly path: string; readonly packaging: FileAssetPackaging };
}

/** CDK's own publisher packages the asset; what it would upload is noted and stays here. */
async function asCdkDoes({ workshop, id, source }: Handed): Promise<Packaged> {
  const files = { [id]: { source, destinations: { here: { bucketName: 'none', objectKey: 'none' } } } };
  const noted: Packaged[] = [];
  const publishing = new AssetPublishing(new AssetManifest(workshop, { version: SCHEMA_VERSION, files }), {
    aws: nowhere(noted),
    subprocessOutputDestination: 'ignore',
  });
  await publishing.publish();
  const [packaged] = noted;
  if (!packaged) throw new Error('nothing came of it');
  return packaged;
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
