import {
  DescribeRuleCommand,
  type DescribeRuleCommandOutput,
  DisableRuleCommand,
  EnableRuleCommand,
} from '@aws-sdk/client-eventbridge';
import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import { atOnce } from '../at-once';
import type { Sends } from '../clients';
import { type Reading, reading } from '../reading';

/** A rule or a schedule as it stands now. */
export interface SeenSwitch {
  readonly name: string;
  readonly isEnabled: boolean;
}

/** Some rules or schedules of one Region. */
export interface SeenSwitches {
  readonly switches: readonly SeenSwitch[];
  /** Names of those that are not there. */
  readonly missing: readonly string[];
}

/** One kind of thing that starts work by itself. */
export interface Switches {
  look(names: readonly string[]): Promise<SeenSwitches>;
  turn(name: string, to: 'on' | 'off'): Promise<unknown>;
}

/** The call that changes each kind, as IAM names it; of a rule there are two. */
export const CHANGING = { rules: 'changing a rule', schedules: 'scheduler:UpdateSchedule' } as const;

/** How these stand. @param call as IAM names it */
export const looked = (call: string, switches: Switches, names: readonly string[]): Promise<Reading<SeenSwitches>> =>
  reading(call, switches.look(names));

/** A few at one time; how many in a second is the client's matter. */
const AT_ONCE = 10;

async function seen(
  names: readonly string[],
  isEnabled: (name: string) => Promise<boolean | undefined>,
): Promise<SeenSwitches> {
  const found = await atOnce(AT_ONCE, names, async (name) => ({ name, isEnabled: await isEnabled(name) }));
  return {
    switches: found.flatMap((one) => (one.isEnabled === undefined ? [] : [{ ...one, isEnabled: one.isEnabled }])),
    missing: found.flatMap((one) => (one.isEnabled === undefined ? [one.name] : [])),
  };
}

/** `undefined` for what is not there: both services call that a ResourceNotFoundException. */
async function ifThere<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/**
 * Rules of the default bus.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html
 */
export const rules = (events: Sends): Switches => ({
  look: (names) =>
    seen(names, async (Name) => {
      const rule: DescribeRuleCommandOutput | undefined = await ifThere(events.send(new DescribeRuleCommand({ Name })));
      return rule && rule.State !== 'DISABLED';
    }),
  turn: (Name, to) => events.send(to === 'on' ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name })),
});

/**
 * Schedules of EventBridge Scheduler, as group/name. An update replaces the whole schedule, so all of it is sent back.
 *
 * Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
 *
 * @param now milliseconds since 1970
 */
export function schedules(scheduler: Sends, now: () => number): Switches {
  const read = (name: string): Promise<GetScheduleCommandOutput | undefined> =>
    ifThere(scheduler.send(new GetScheduleCommand(keyOf(name))));
  const isOver = ({ EndDate }: GetScheduleCommandOutput) => EndDate !== undefined && EndDate.getTime() <= now();
  return {
    look: (names) =>
      seen(names, async (name) => {
        const schedule = await read(name);
        return schedule && schedule.State !== 'DISABLED' && !isOver(schedule);
      }),
    async turn(name, to) {
      const schedule = await read(name);
      if (schedule) await scheduler.send(new UpdateScheduleCommand(updated(schedule, { name, to, now: now() })));
    },
  };
}

const keyOf = (name: string) => {
  const [GroupName = '', Name = ''] = name.split('/');
  return { GroupName, Name };
};

/** A start that has passed is left out: it has had its effect, and Scheduler refuses one in the past. */
function updated(
  { StartDate, ...schedule }: GetScheduleCommandOutput,
  { name, to, now }: { readonly name: string; readonly to: 'on' | 'off'; readonly now: number },
): UpdateScheduleCommandInput {
  const { EndDate, Description, ScheduleExpressionTimezone, KmsKeyArn, ActionAfterCompletion } = schedule;
  return {
    ...keyOf(name),
    State: to === 'on' ? 'ENABLED' : 'DISABLED',
    ScheduleExpression: schedule.ScheduleExpression,
    Target: schedule.Target,
    FlexibleTimeWindow: schedule.FlexibleTimeWindow,
    ...(StartDate && StartDate.getTime() > now && { StartDate }),
    ...(EndDate && { EndDate }),
    ...(Description && { Description }),
    ...(ScheduleExpressionTimezone && { ScheduleExpressionTimezone }),
    ...(KmsKeyArn && { KmsKeyArn }),
    ...(ActionAfterCompletion && { ActionAfterCompletion }),
  };
}
