/** An image in a private repository of ECR. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const REGISTRY = /^(\d{12})\.dkr[.-]ecr\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;
const IMAGE = /^([^:@\s]+)(?::([^@\s]+))?(?:@(sha256:[0-9a-f]{64}))?$/;

/**
 * Reads the address of an image; `undefined` when it is none of ECR's.
 *
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html
 */
export function ecrImage(uri: string): EcrImage | undefined {
  const slash = uri.indexOf('/');
  const [, account, region] = REGISTRY.exec(uri.slice(0, slash)) ?? [];
  const [, repository, tag, digest] = IMAGE.exec(uri.slice(slash + 1)) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  return { account, region, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}
