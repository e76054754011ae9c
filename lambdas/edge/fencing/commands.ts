import {
  type Before,
  type Fence,
  type FencedService,
  restorable,
  SERVICE_ARN,
  stands,
} from '../../../lib/domain/fence';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { RULE_NAME } from '../../../lib/domain/plan-verbs';
import { fencePartition } from '../../../lib/domain/table-items';
import { oneLine } from '../../../lib/domain/text';
import { clusterOf } from './services';

/** A value of an item for a shell: a person will paste it. */
const quoted = (value: string): string => `'${value}'`;

/** The command that gives a service so many tasks; words where its ARN is none, and must not come near a shell. */
export const scaleCommand = (region: string, { arn, desiredCount }: Pick<FencedService, 'arn' | 'desiredCount'>) =>
  SERVICE_ARN.test(arn)
    ? `aws ecs update-service --region ${region} --cluster ${quoted(clusterOf(arn))} --service ${quoted(arn)} ` +
      `--desired-count ${desiredCount}`
    : `a service of ${region} whose ARN is not one`;

export const enableRuleCommand = (region: string, name: string) =>
  RULE_NAME.test(name)
    ? `aws events enable-rule --region ${region} --name ${quoted(name)}`
    : `a rule of ${region} whose name is not one`;

/** There is no command that only switches a schedule on. */
export const enableScheduleWords = (region: string, name: string) =>
  `enable the schedule ${oneLine(name)} in ${region} in the console of EventBridge Scheduler`;

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
  stands(fence)
    ? restoreCommands(region, restorable(fence.before, { plan, region }).before)
    : [fenceItemCommand(plan, region)];
