import { ALARM_AGE_SECONDS_MAX, type Request, type Trigger } from '../../../lib/domain/request';
import type { InputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import type { Verb } from '../../../lib/domain/verbs';
import type { admitRun } from './step';

/** What may start each verb beside a person. A check takes no lock, so nothing asks this of it. */
const TRIGGERS: Readonly<Record<Verb, readonly Trigger['kind'][]>> = {
  failover: ['alarm', 'watch'],
  switchover: [],
  drill: ['schedule'],
  prewarm: ['risk'],
  check: ['schedule'],
  settle: [],
  'stand-down': ['upkeep'],
  retire: ['upkeep'],
};

/** Why the trigger must not start anything any more, or never must, or `undefined`. */
export function triggerProblem(
  { trigger }: Pick<Request, 'trigger'>,
  { names, now, run: { verb } }: Pick<InputOf<typeof admitRun>, 'names' | 'now' | 'run'>,
): string | undefined {
  if (!trigger) return undefined;
  const allowed = TRIGGERS[verb];
  if (!allowed.includes(trigger.kind)) {
    const kinds = allowed.length === 0 ? 'only persons may' : `only persons and ${listed(allowed)} may`;
    return `a ${verb} was started by trigger ${trigger.kind}; ${kinds}: start it with a reason and without a trigger`;
  }
  return alarmProblem(trigger, names) ?? ageProblem(trigger, now);
}

/** The alarm that each kind of trigger speaks for. */
function alarmProblem(trigger: Trigger, names: InputOf<typeof admitRun>['names']): string | undefined {
  if (!('alarmArn' in trigger)) return undefined;
  const arn = trigger.kind === 'risk' ? names.riskAlarmArn : names.alarmArn;
  return trigger.alarmArn === arn
    ? undefined
    : `started by ${oneLine(trigger.alarmArn)}, which is not the alarm of this plan (${arn})`;
}

function ageProblem(trigger: Trigger, now: string): string | undefined {
  const ageSeconds = Math.round((Date.parse(now) - Date.parse(trigger.at)) / 1000);
  const what = 'alarmArn' in trigger ? 'alarm' : trigger.kind;
  return ageSeconds > ALARM_AGE_SECONDS_MAX
    ? `the ${what} is ${ageSeconds} s old, at most ${ALARM_AGE_SECONDS_MAX} s are allowed; ` +
        'start a run by hand if it still holds'
    : undefined;
}
