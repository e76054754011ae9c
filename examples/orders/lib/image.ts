import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fn } from 'aws-cdk-lib';
import { bundleService } from './bundle';

/** Name of the ECR repository, alike in every Region. */
export const REPOSITORY = 'orders';

export interface ServiceImageProps {
  /** Folder of the cloud assembly; the bundle is written below it, to `images/sha256-<digest>.mjs`. */
  readonly outdir: string;
  /**
   * Image to run, pinned by digest; `${AWS::Region}` and the other pseudo parameters are filled in.
   * @default the bundled program, under its own digest
   */
  readonly pinned?: string;
}

/**
 * The image that a release's tasks run, as CloudFormation sees it.
 *
 * A rehearsal has no registry: there the SHA-256 of the bundled program stands for the digest of an image, and a task's
 * program is found by it. In AWS the digest is the one that the registry answered to the push.
 *
 * @throws Error when `pinned` is not pinned by digest
 */
export function serviceImage({ outdir, pinned }: ServiceImageProps): string {
  if (pinned === undefined) return Fn.sub(rehearsalImage(outdir));
  if (!/^[^\s@]+@sha256:[0-9a-f]{64}$/.test(pinned)) {
    throw new Error(`an image is pinned by digest, <repository>@sha256:<64 hex digits>; got ${JSON.stringify(pinned)}`);
  }
  return pinned.includes('${') ? Fn.sub(pinned) : pinned;
}

function rehearsalImage(outdir: string): string {
  const bundle = bundleService();
  const digest = createHash('sha256').update(bundle).digest('hex');
  const folder = join(outdir, 'images');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `sha256-${digest}.mjs`), bundle);
  return `\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/${REPOSITORY}@sha256:${digest}`;
}
