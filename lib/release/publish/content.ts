import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs';
import { Readable } from 'node:stream';
import { canonicalJson, sha256 } from '../../domain/canonical-json';
import { assetKeyOf, templateKeyOf } from '../../domain/names';
import { RELEASE_OBJECT_BYTES_MAX } from '../../domain/release';
import type { SourceAsset, Template } from '../source';
import { PublishError } from './publishing';
import { type Content, changed } from './upload';

/**
 * A template as it will be deployed.
 *
 * @param about what it is, for messages
 * @throws PublishError when CloudFormation would not take it
 */
export function templateContent(template: Template, about: string): Content {
  const body = Buffer.from(canonicalJson(template));
  if (body.length > RELEASE_OBJECT_BYTES_MAX) {
    throw new PublishError([
      `the ${about} has ${body.length} bytes; CloudFormation takes at most ${RELEASE_OBJECT_BYTES_MAX}: split it`,
    ]);
  }
  const digest = sha256(body);
  const key = templateKeyOf(digest);
  return { key, sha256: digest, bytes: body.length, contentType: 'application/json', about, body: () => body };
}

/** A packaged file. @param tell of every piece that is read; bytes below zero are taken back and sent again */
export function fileContent(asset: SourceAsset, tell: (bytes: number) => void): Content {
  const { sha256: digest, bytes, contentType } = asset;
  let told = 0;
  const count = (more: number) => {
    told += more;
    tell(more);
  };
  return {
    key: assetKeyOf(digest, asset.extension),
    sha256: digest,
    bytes,
    contentType,
    about: `asset ${asset.id}`,
    body() {
      if (told > 0) count(-told);
      return bytes === 0 ? Buffer.alloc(0) : streamOf(asset, count);
    },
  };
}

/** @throws PublishError when it is not the file that was measured: a body that ends early is waited for in vain */
function streamOf({ id, file, bytes }: SourceAsset, tell: (bytes: number) => void): Readable {
  const fd = opened(id, file);
  if (fstatSync(fd).size === bytes) return Readable.from(counted(fd, tell), { objectMode: false });
  closeSync(fd);
  throw new PublishError([changed(`asset ${id}`)]);
}

function opened(id: string, file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw new PublishError([`asset ${id} cannot be read any more: ${(error as Error).message}; build it again`]);
  }
}

async function* counted(fd: number, tell: (bytes: number) => void) {
  for await (const chunk of createReadStream('', { fd })) {
    tell(chunk.length);
    yield chunk;
  }
}
