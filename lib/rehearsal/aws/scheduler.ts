import type {
  GetScheduleCommandInput,
  GetScheduleCommandOutput,
  UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import * as client from '@aws-sdk/client-scheduler';
import type { Clock } from '../world/clock';
import { arnIn } from './arn';
import { AwsError, type Call, type IamRequest, type Service } from './service';

/** A schedule, as an update sends it. */
export type ScheduleDefinition = Omit<
  GetScheduleCommandOutput,
  '$metadata' | 'Arn' | 'CreationDate' | 'LastModificationDate'
>;

/**
 * EventBridge Scheduler: schedules are kept and switched, and never come: what they would start is not rehearsed.
 *
 * Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
 */
export interface Scheduler {
  readonly service: Service;
  /** By the world's own hand. */
  put(region: string, schedule: ScheduleDefinition): void;
  /** @throws when there is none @param name group/name */
  stateOf(region: string, name: string): string;
}

/** A start may lie so far in the past, minutes. */
const START_MINUTES_MAX = 5;

type Named = Pick<GetScheduleCommandInput, 'Name' | 'GroupName'>;
type Kept = GetScheduleCommandOutput & { readonly Arn: string };

export function createScheduler({ account, clock }: { readonly account: string; readonly clock: Clock }): Scheduler {
  const schedules = new Map<string, Omit<Kept, '$metadata'>>();
  const arnOf = ({ GroupName = 'default', Name }: Named, region: string): string =>
    arnIn({ region, account }, 'scheduler', `schedule/${GroupName}/${Name}`);
  const found = (named: Named, region: string) => {
    const schedule = schedules.get(arnOf(named, region));
    if (schedule) return schedule;
    throw new AwsError('ResourceNotFoundException', `Schedule ${named.Name} does not exist.`);
  };
  const put = (region: string, schedule: ScheduleDefinition) => {
    const now = new Date(clock.now());
    const Arn = arnOf(schedule as Named, region);
    const CreationDate = schedules.get(Arn)?.CreationDate ?? now;
    schedules.set(Arn, {
      State: 'ENABLED',
      GroupName: 'default',
      ...schedule,
      Arn,
      CreationDate,
      LastModificationDate: now,
    });
  };
  const update = ({ ClientToken: _, ...schedule }: UpdateScheduleCommandInput, { region }: Call) => {
    const { Arn } = found(schedule, region);
    for (const member of ['ScheduleExpression', 'Target', 'FlexibleTimeWindow'] as const) {
      if (schedule[member] === undefined) invalid(`1 validation error detected: Value null at '${member}'`);
    }
    if (schedule.StartDate && schedule.StartDate.getTime() < clock.now() - START_MINUTES_MAX * 60_000) {
      invalid(`The StartDate you specify cannot be earlier than ${START_MINUTES_MAX} minutes ago.`);
    }
    put(region, schedule);
    return { ScheduleArn: Arn };
  };
  return {
    service: {
      signingName: 'scheduler',
      client,
      operations: {
        GetSchedule: (input: GetScheduleCommandInput, { region }: Call) => found(input, region),
        UpdateSchedule: update,
      },
      // An update hands the target's role to Scheduler once more.
      authorization: (operation, input: UpdateScheduleCommandInput, { region }): IamRequest[] => [
        { action: `scheduler:${operation}`, resource: arnOf(input, region) },
        ...(input.Target?.RoleArn === undefined
          ? []
          : [
              {
                action: 'iam:PassRole',
                resource: input.Target.RoleArn,
                context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
              },
            ]),
      ],
      changes: (operation) => operation === 'UpdateSchedule',
    },
    put,
    stateOf(region, name) {
      const [GroupName, Name] = name.split('/');
      return found({ GroupName, Name }, region).State ?? '';
    },
  };
}

function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}
