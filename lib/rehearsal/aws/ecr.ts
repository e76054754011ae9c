import type { DescribeImagesCommandInput, GetLifecyclePolicyCommandInput, ImageIdentifier } from '@aws-sdk/client-ecr';
import * as client from '@aws-sdk/client-ecr';
import { arnIn } from './arn';
import { AwsError, type Call, type Service } from './service';

/** An image of a repository. */
export interface RepositoryImage {
  readonly repository: string;
  /** `sha256:…` */
  readonly digest: string;
  /** @default untagged */
  readonly tags?: readonly string[];
}

interface InRegion {
  readonly region: string;
  readonly repository: string;
}

/**
 * ECR: private repositories of the account, as far as they are looked at. What is pushed is replicated to every Region;
 * images are pulled by other means (`world/tasks.ts`), and lifecycle policies are kept and never carried out.
 */
export interface Ecr {
  readonly service: Service;
  /** Pushed to every Region. */
  putImage(image: RepositoryImage): void;
  /** Deleted in one Region, or never replicated to it. */
  removeImage(image: InRegion & Pick<RepositoryImage, 'digest'>): void;
  /** @param text JSON, as PutLifecyclePolicy takes it; `undefined`: the repository has none */
  setLifecyclePolicy(repository: InRegion, text: string | undefined): void;
}

export function createEcr({ account }: { readonly account: string }): Ecr {
  const images: RepositoryImage[] = [];
  const removed = new Set<string>();
  const policies = new Map<string, string>();
  const keyOf = (...words: readonly string[]) => words.join(' ');
  const imagesIn = ({ region, repository }: InRegion): RepositoryImage[] => {
    const known = images.filter((image) => image.repository === repository);
    if (known.length === 0) throw noRepository(repository, account);
    return known.filter(({ digest }) => !removed.has(keyOf(region, repository, digest)));
  };
  return {
    service: {
      signingName: 'ecr',
      client,
      operations: {
        DescribeImages(input: DescribeImagesCommandInput, { region }: Call) {
          const { repositoryName: repository = '', imageIds = [], registryId, ...rest } = input;
          refuseIgnored('DescribeImages', { ...rest, ...(registryId !== account && { registryId }) });
          const found = imagesIn({ region, repository });
          const wanted = imageIds.length === 0 ? found : imageIds.map((id) => imageBy(found, id, repository, account));
          return { imageDetails: wanted.map((image) => detailOf(image, account)) };
        },
        GetLifecyclePolicy({ repositoryName = '' }: GetLifecyclePolicyCommandInput, { region }: Call) {
          imagesIn({ region, repository: repositoryName });
          const lifecyclePolicyText = policies.get(keyOf(region, repositoryName));
          if (lifecyclePolicyText === undefined) {
            throw new AwsError(
              'LifecyclePolicyNotFoundException',
              `Lifecycle policy does not exist for the repository with name '${repositoryName}'`,
            );
          }
          return { registryId: account, repositoryName, lifecyclePolicyText };
        },
      },
      authorization: (operation, { repositoryName }: { repositoryName?: string }, { region }) => [
        { action: `ecr:${operation}`, resource: arnIn({ region, account }, 'ecr', `repository/${repositoryName}`) },
      ],
      changes: () => false,
    },
    putImage: (image) => void images.push(image),
    removeImage: ({ region, repository, digest }) => void removed.add(keyOf(region, repository, digest)),
    setLifecyclePolicy({ region, repository }, text) {
      if (text === undefined) policies.delete(keyOf(region, repository));
      else policies.set(keyOf(region, repository), text);
    },
  };
}

/** Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
const noRepository = (name: string, account: string) =>
  new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${account}'`,
  );

function imageBy(
  images: readonly RepositoryImage[],
  { imageDigest, imageTag }: ImageIdentifier,
  repository: string,
  account: string,
): RepositoryImage {
  const found = images.find(
    ({ digest, tags = [] }) =>
      (imageDigest === undefined || digest === imageDigest) && (imageTag === undefined || tags.includes(imageTag)),
  );
  if (found) return found;
  throw new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${imageDigest}', imageTag:'${imageTag}'} does not exist within the ` +
      `repository with name '${repository}' in the registry with id '${account}'`,
  );
}

const detailOf = ({ repository, digest, tags = [] }: RepositoryImage, registryId: string) => ({
  registryId,
  repositoryName: repository,
  imageDigest: digest,
  ...(tags.length > 0 && { imageTags: [...tags] }),
});

/** @throws NotImplemented for members that would be ignored */
function refuseIgnored(operation: string, rest: object): void {
  const names = Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length === 0) return;
  throw new AwsError('NotImplemented', `ecr:${operation} with ${names.join(', ')} is not rehearsed`, { status: 501 });
}
