import * as z from 'zod';
import { matching, seconds, stackBase } from './plan-fields';

/** A rule of EventBridge, or a state machine. */
export const RULE_NAME = /^[\w.-]{1,80}$/;
/** group/name. */
export const SCHEDULE_NAME = /^[\w.-]{1,64}\/[\w.-]{1,64}$/;

const name = matching(RULE_NAME, 'expected 1–80 letters, digits, hyphens, underscores and dots');
const schedule = matching(SCHEDULE_NAME, 'expected a schedule as group/name');
/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const role = matching(
  /^([\w+=,.@-]{1,64}\/){0,5}([\w+=,.@-]|\{region\}){1,64}$/,
  'expected the name of an IAM role, with its path if it has one, such as service-role/invoices-{region}',
);

/** What stops in a Region that another one replaces. */
export const Fence = z.strictObject({
  stacks: z
    .array(stackBase)
    .max(100)
    .default([])
    .describe(
      'Stacks of the release whose ECS services write: in a Region that another one replaces, their desired count is ' +
        'set to zero. Reading services that are not named go on until users have moved.',
    ),
  stateMachines: z
    .array(name)
    .max(50)
    .default([])
    .describe('State machines whose executions are stopped in a Region that another one replaces.'),
  rules: z
    .array(name)
    .max(100)
    .default([])
    .describe('EventBridge rules of the default bus that are disabled there, and enabled again once it is active.'),
  schedules: z
    .array(schedule)
    .max(100)
    .default([])
    .describe('EventBridge Scheduler schedules, group/name, that are disabled there, and enabled again likewise.'),
  scheduleRoles: z
    .array(role)
    .max(20)
    .default([])
    .describe(
      'IAM roles that these schedules run with, by name and path; {region} is filled in. An update of a schedule ' +
        'hands its role over again, and no other may be. Required where schedules are named.',
    ),
});

export const Hook = z.strictObject({
  function: matching(
    /^[A-Za-z0-9-_]{1,64}$/,
    'expected the name of a Lambda function, 1–64 letters, digits, hyphens and underscores',
  ).describe('Name of your Lambda function; it stands in every Region of the plan.'),
  timeoutSeconds: seconds(10, 7200)
    .default(900)
    .describe('How long it may answer pending, or not at all, before it counts as failed, seconds.'),
  onFailure: z
    .enum(['stop', 'continue'])
    .default('stop')
    .describe('What a refusal, an error or a timeout does. stop: the run goes no further. continue: it is told.'),
});
const hooks = (what: string) => z.array(Hook).max(5).default([]).describe(what);

/** The named points of a run, each with the functions that are called there. */
export const Hooks = z.strictObject({
  beforePromotion: hooks('Before the writer is moved; the last moment at which a run can turn back.'),
  afterPromotion: hooks('Once the writer is here, before the canaries.'),
  beforeTraffic: hooks('Once the canaries passed, before users are sent here.'),
  afterTraffic: hooks('Once users are answered from here.'),
  fence: hooks('When a Region has to take no more writes: beside what `fence` stops. Runs in the Region that acts.'),
  unfence: hooks('When a fenced Region may take writes again: the run turned back, or it is the active one.'),
});

const instant = z.iso.datetime({ offset: true, error: 'expected a time such as 2026-12-24T00:00:00Z' });

/** When the plan is drilled. */
export const Drill = z.strictObject({
  schedule: matching(
    /^(rate\([1-9]\d* (minutes?|hours?|days?)\)|cron\([^(){}]{9,100}\))$/,
    'expected rate(7 days) or cron(0 9 ? * TUE *), in UTC',
  )
    .optional()
    .describe('When a drill starts in every Region that is not active, as EventBridge writes it. Without it: never.'),
  blackouts: z
    .array(
      z.strictObject({
        from: instant.describe('Begin.'),
        to: instant.describe('End.'),
        because: z.string().min(3).max(200).describe('Why.'),
      }),
    )
    .max(50)
    .default([])
    .describe('Times in which no scheduled drill starts. A person may start one all the same.'),
});

/** Within what cost the standby is made ready by itself. */
export const Prewarm = z.strictObject({
  usdPerHour: z
    .number()
    .min(0.01)
    .max(100_000)
    .describe('What the stacks of the release cost per hour in a standby, USD.'),
  usdPerMonthMax: z
    .number()
    .min(0.01)
    .max(10_000_000)
    .describe('Most that prewarming may cost within 30 days; beyond it only a person starts one.'),
});

export type Hook = z.infer<typeof Hook>;
/** Where in a run hooks are called. */
export type HookPoint = keyof z.infer<typeof Hooks>;
