import { namesOf } from '../../domain/names';
import { currentManifest } from '../deploy';
import type { StageProps } from './props';

/** What somebody could leave undone in a standby; each of it would keep a failover from working. */
export interface Unreadiness {
  /** Everything of the list is seeded. @returns word that a check has to say of it → what was done */
  unprepare(region: string): Readonly<Record<string, string>>;
}

/** Fargate On-Demand vCPU resource count. Source: https://docs.aws.amazon.com/general/latest/gr/fargate.html */
const VCPU_QUOTA = 'L-3032A538';
/** Fewer than the tasks of any service have together. */
const TOO_FEW_VCPU = 0.25;
/** A rule that keeps the newest image only. */
const EXPIRING = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
});

export function unreadiness({ world, plan, tell }: StageProps): Unreadiness {
  const { ecr, iam, iamApi, loadBalancers, pace, quotas, rds, registry, sns } = world.services;
  const say = (because: string) => tell({ at: pace.clock.now(), step: 'World', because });
  return {
    unprepare(region) {
      const names = namesOf(plan, region);
      const [{ clusters = {} } = {}] = plan.databases;
      const targetGroup = liveTargetGroup(currentManifest(world, plan, region).stacks);
      rds.deleteInstance(region, `${clusters[region]}-1`);
      quotas.apply({ region, code: VCPU_QUOTA, value: TOO_FEW_VCPU });
      ecr.setLifecyclePolicy({ region, repository: 'orders' }, EXPIRING);
      loadBalancers.detach(targetGroup);
      sns.changeTopic(names.topicArn, { confirmed: 0 });
      iamApi.removeServiceRole('AWSServiceRoleForECS');
      const promoting = registry.functionRoles.get(
        `arn:${names.partition}:lambda:${region}:${plan.account}:function:${names.lambda('promote-database')}`,
      );
      iam.attach(promoting ?? '', [{ Effect: 'Deny', Action: 'rds:FailoverGlobalCluster', Resource: '*' }]);
      say(`${region} is left headless, without listener, quota, lasting images, subscription, role and right`);
      return {
        headless: 'the member of the database has no instance',
        [VCPU_QUOTA]: 'the quota of Fargate is too small',
        lifecycle: 'a rule of the repository lets images expire',
        [targetGroup.split('/')[1] ?? targetGroup]: 'no listener sends to the target group',
        [names.topicArn]: 'nobody has subscribed to the topic of the operators',
        AWSServiceRoleForECS: 'the service-linked role of ECS is missing',
        'rds:FailoverGlobalCluster': 'the right to promote was taken away',
      };
    },
  };
}

function liveTargetGroup(
  stacks: readonly { readonly parameters: { readonly live: Readonly<Record<string, unknown>> } }[],
): string {
  const found = stacks.map(({ parameters }) => parameters.live.WebTargetGroupArn).find((value) => value !== undefined);
  if (typeof found !== 'string') throw new Error('the release has no parameter WebTargetGroupArn');
  return found;
}
