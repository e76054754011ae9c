import { ALARM_AGE_SECONDS_MAX, type Request } from '../../../lib/domain/request';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import type { admitRun } from './step';

/** Why the trigger must not start anything any more, or `undefined`. */
export function triggerProblem(
  { trigger }: Request,
  { names, now }: Pick<InputOf<typeof admitRun>, 'names' | 'now'>,
): string | undefined {
  if (!trigger) return undefined;
  if (trigger.alarmArn !== names.alarmArn) {
    return `started by ${oneLine(trigger.alarmArn)}, which is not the alarm of this plan (${names.alarmArn})`;
  }
  const ageSeconds = Math.round((Date.parse(now) - Date.parse(trigger.at)) / 1000);
  return ageSeconds > ALARM_AGE_SECONDS_MAX
    ? `the alarm is ${ageSeconds} s old, at most ${ALARM_AGE_SECONDS_MAX} s are allowed; ` +
        'start a run by hand if it still holds'
    : undefined;
}
