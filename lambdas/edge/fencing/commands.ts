import { type Before, type Fence, type FencedService, stands } from '../../../lib/domain/fence';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { fencePartition } from '../../../lib/domain/table-items';
import { clusterOf } from './services';

/** The command that gives a service so many tasks. It will be pasted into a shell. */
export const scaleCommand = (region: string, { arn, desiredCount }: Pick<FencedService, 'arn' | 'desiredCount'>) =>
  `aws ecs update-service --region ${region} --cluster ${clusterOf(arn)} --service ${arn} ` +
  `--desired-count ${desiredCount}`;

export const enableRuleCommand = (region: string, name: string) =>
  `aws events enable-rule --region ${region} --name ${name}`;

/** There is no command that only switches a schedule on. */
export const enableScheduleWords = (region: string, name: string) =>
  `enable the schedule ${name} in ${region} in the console of EventBridge Scheduler`;

/** What shows what a Region's fence has stopped, while nobody could read it. */
export const fenceItemCommand = (plan: Plan, region: string) =>
  `aws dynamodb get-item --region ${region} --table-name ${namesOf(plan, region).table} ` +
  `--key '{"pk": {"S": "${fencePartition(plan.name)}"}, "sk": {"S": "fence"}}'`;

/** How to restore all of that by hand. */
export const restoreCommands = (region: string, { services, rules, schedules }: Before): string[] => [
  ...services.filter(({ desiredCount }) => desiredCount > 0).map((service) => scaleCommand(region, service)),
  ...rules.filter(({ wasEnabled }) => wasEnabled).map(({ name }) => enableRuleCommand(region, name)),
  ...schedules.filter(({ wasEnabled }) => wasEnabled).map(({ name }) => enableScheduleWords(region, name)),
];

/** How to lift a Region's fence by hand, as far as it is known. */
export const liftCommands = (plan: Plan, region: string, fence: Fence | undefined): string[] =>
  stands(fence) ? restoreCommands(region, fence.before) : [fenceItemCommand(plan, region)];
