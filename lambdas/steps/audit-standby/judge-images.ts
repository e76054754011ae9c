import { listed, oneLine } from '../../../lib/domain/text';
import { type Finding, holds, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import { type EcrImage, ecrImage } from './image-uri';
import { rulesThatMayExpire } from './lifecycle';
import type { NeededImage } from './needs';

/** What ECR says of an image in a repository of this Region. */
export interface SeenImage {
  readonly uri: string;
  /** `undefined` when there is no such image. */
  readonly tags: Reading<readonly string[] | undefined>;
  /** `undefined` when the repository has none. */
  readonly lifecyclePolicy: Reading<string | undefined>;
}

export interface ImageContext {
  readonly account: string;
  readonly region: string;
}

/** Whether this step can look for an image at all: it is one of this account, in this Region. */
export const isLookedFor = (uri: string, { account, region }: ImageContext): EcrImage | undefined => {
  const image = ecrImage(uri);
  return image?.account === account && image.region === region ? image : undefined;
};

/** A task whose image is missing never starts, and its stack fails once ECS gives up. */
export const judgeImages = (
  images: readonly NeededImage[],
  seen: readonly SeenImage[],
  context: ImageContext,
): Finding[] =>
  images.map(({ where, uri }) => {
    if (uri === undefined) {
      return problem(
        `the image of ${where} is known only once other stacks stand, so nobody can look for it: give the template ` +
          'its address as a literal',
      );
    }
    const own = isLookedFor(uri, context) && seen.find((one) => one.uri === uri);
    return own ? judgeSeen(own, where, context) : judgeElsewhere(uri, where, context);
  });

function judgeElsewhere(uri: string, where: string, { account, region }: ImageContext): Finding {
  const image = ecrImage(uri);
  const shown = oneLine(uri, 200);
  if (image?.account === account) {
    return problem(
      `the image of ${where}, ${shown}, would be pulled from ${image.region}, which may be lost: replicate its ` +
        `repository to ${region} and write \${AWS::Region} into its address`,
    );
  }
  return holds(
    `the image of ${where}, ${shown}, stands in a registry that is not this account's: it was not looked for`,
  );
}

function judgeSeen({ uri, tags, lifecyclePolicy }: SeenImage, where: string, { region }: ImageContext): Finding {
  if (tags.outcome !== 'read') return unread(`whether the image of ${where} exists here`, tags);
  if (tags.value === undefined) {
    return problem(
      `the image of ${where}, ${uri}, does not exist in ${region}: push or replicate it, then check again`,
    );
  }
  return judgeExpiry(tags.value, lifecyclePolicy, where);
}

function judgeExpiry(tags: readonly string[], policy: SeenImage['lifecyclePolicy'], where: string): Finding {
  if (policy.outcome !== 'read') return unread(`whether the image of ${where} may expire`, policy);
  const rules = policy.value === undefined ? [] : rulesThatMayExpire(policy.value, tags);
  if (rules.length === 0) return holds();
  const shown = tags.length > 0 ? `tags ${listed(tags)}` : 'it has no tag';
  return problem(
    `the image of ${where} may be expired by ${listed(rules)} of its repository's lifecycle policy (${shown}): tag ` +
      'images of releases so that no rule selects them',
  );
}
