import {
  DescribeImagesCommand,
  type DescribeImagesCommandOutput,
  GetLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import {
  DescribeTargetGroupsCommand,
  type DescribeTargetGroupsCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type GetServiceQuotaCommandOutput,
} from '@aws-sdk/client-service-quotas';
import { regionOfArn } from '../../../lib/domain/region';
import type { InputOf } from '../../../lib/domain/step';
import { atOnce } from '../../edge/at-once';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import { type Reading, reading } from '../../edge/reading';
import { stagedRelease, type VerifiedRelease } from '../../edge/staged-release';
import type { SeenRelease } from './decide';
import { isLookedFor, type SeenImage } from './judge-images';
import { FARGATE_CPUS, type Quota, STACK_COUNT } from './judge-quotas';
import type { SeenTargetGroup } from './judge-targets';
import { needsOf } from './needs';
import type { auditStandby } from './step';
import { readTemplate } from './template-values';

type Input = InputOf<typeof auditStandby>;

export interface ReleaseClients {
  readonly s3: Sends;
  readonly quotas: Sends;
  readonly elb: Sends;
  readonly ecr: Sends;
}

/** Both services answer some tens of such calls a second. */
const CALLS_AT_ONCE = 5;

/** The release that is staged here, and whether what its templates use stands here. */
export function lookingAtRelease({ s3, quotas, elb, ecr }: ReleaseClients, clock: Pick<Clock, 'now'>) {
  const verified = stagedRelease(s3, clock);
  async function seen(release: VerifiedRelease, input: Input): Promise<Reading<SeenRelease>> {
    const { manifest } = release;
    const read = await atOnce(CALLS_AT_ONCE, manifest.stacks, async (stack) => ({
      stack,
      template: readTemplate(await release.templateOf(stack.name)),
    }));
    const unreadable = read.find(({ template }) => template === undefined);
    if (unreadable) {
      const because = `the template of ${unreadable.stack.name} holds no resources that can be read`;
      return { outcome: 'failed', name: 'Unreadable', because };
    }
    const stacks = read.flatMap(({ stack, template }) => (template ? [{ stack, template }] : []));
    const needs = needsOf(stacks, input);
    const { account } = input.plan;
    const wanted = [...new Set(needs.images.flatMap(({ uri = '' }) => uri))].filter((uri) =>
      isLookedFor(uri, { account, region: input.region }),
    );
    const [cpus, count, targets, images] = await Promise.all([
      quotaOf(quotas, FARGATE_CPUS),
      quotaOf(quotas, STACK_COUNT),
      atOnce(CALLS_AT_ONCE, needs.targetGroups, (arn) => seenTarget(elb, arn, input.region)),
      atOnce(CALLS_AT_ONCE, wanted, (uri) => seenImage(ecr, uri, { account, region: input.region })),
    ]);
    return {
      outcome: 'read',
      value: {
        release: manifest.release,
        count: stacks.length,
        needs,
        targets,
        images,
        quotas: { cpus, stacks: count },
      },
    };
  }
  return async (input: Input): Promise<Reading<SeenRelease>> => {
    const { release, problems, unknown } = await verified({ ...input, isAgeTold: true });
    if (release) return seen(release, input);
    const because = [...problems, ...unknown].join(', ');
    return problems.length > 0 ? { outcome: 'failed', name: 'Unverified', because } : { outcome: 'unknown', because };
  };
}

/** Without a value of its own the account has the default one, which another call tells. */
async function quotaOf(client: Sends, { service, code }: Quota): Promise<Reading<number>> {
  const input = { ServiceCode: service, QuotaCode: code };
  const own = await quotaFrom('GetServiceQuota', client.send(new GetServiceQuotaCommand(input)));
  if (own.outcome !== 'failed' || own.name !== 'NoSuchResourceException') return own;
  return quotaFrom('GetAWSDefaultServiceQuota', client.send(new GetAWSDefaultServiceQuotaCommand(input)));
}

const quotaFrom = (operation: string, answer: Promise<GetServiceQuotaCommandOutput>): Promise<Reading<number>> =>
  reading(
    `servicequotas:${operation}`,
    // What tells no value allows nothing.
    answer.then(({ Quota }) => Quota?.Value ?? 0),
  );

/** One of another Region is not asked for: this Region's API does not know it. */
async function seenTarget(elb: Sends, arn: string, region: string): Promise<SeenTargetGroup> {
  if (regionOfArn(arn) !== region) return { arn, loadBalancers: { outcome: 'read', value: undefined } };
  const asked: Promise<DescribeTargetGroupsCommandOutput> = elb.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
  );
  const loadBalancers = await reading(
    'elasticloadbalancing:DescribeTargetGroups',
    asked.then(({ TargetGroups: [group] = [] }) => group?.LoadBalancerArns ?? []),
  );
  return { arn, loadBalancers: missingAs(loadBalancers, 'TargetGroupNotFoundException') };
}

async function seenImage(ecr: Sends, uri: string, place: { account: string; region: string }): Promise<SeenImage> {
  const { repository = '', tag: imageTag, digest: imageDigest } = isLookedFor(uri, place) ?? {};
  const asked: Promise<DescribeImagesCommandOutput> = ecr.send(
    new DescribeImagesCommand({
      registryId: place.account,
      repositoryName: repository,
      imageIds: [imageDigest === undefined ? { imageTag: imageTag ?? 'latest' } : { imageDigest }],
    }),
  );
  const [tags, lifecyclePolicy] = await Promise.all([
    reading(
      'ecr:DescribeImages',
      asked.then(({ imageDetails: [image] = [] }) => image?.imageTags ?? []),
    ),
    reading(
      'ecr:GetLifecyclePolicy',
      ecr
        .send(new GetLifecyclePolicyCommand({ repositoryName: repository }))
        .then(({ lifecyclePolicyText }) => lifecyclePolicyText as string | undefined),
    ),
  ]);
  return {
    uri,
    tags: missingAs(tags, 'ImageNotFoundException', 'RepositoryNotFoundException'),
    lifecyclePolicy: missingAs(lifecyclePolicy, 'LifecyclePolicyNotFoundException', 'RepositoryNotFoundException'),
  };
}

/** What the service says is not there was read: it is not there. @param names of the errors that say so */
const missingAs = <Value>(read: Reading<Value>, ...names: readonly string[]): Reading<Value | undefined> =>
  read.outcome === 'failed' && names.includes(read.name) ? { outcome: 'read', value: undefined } : read;
