import { type Finding, holds, problem, together, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';

export interface SeenRule {
  readonly name: string;
  readonly isEnabled: boolean;
}

/** What starts a failover without a person. */
export interface SeenAlarm {
  readonly name: string;
  /** `undefined` when there is no such alarm. */
  readonly alarm: Reading<{ readonly hasActions: boolean } | undefined>;
  /** Rules that call the function which starts the failover. */
  readonly rules: Reading<readonly SeenRule[]>;
}

export const judgeAlarm = ({ name, alarm, rules }: SeenAlarm): Finding =>
  together([judgeOwn(name, alarm), judgeRules(name, rules)]);

function judgeOwn(name: string, alarm: SeenAlarm['alarm']): Finding {
  if (alarm.outcome !== 'read') return unread(`the state of the alarm ${name}`, alarm);
  if (alarm.value === undefined) return problem(`the alarm ${name} does not exist: deploy the control plane again`);
  return alarm.value.hasActions
    ? holds()
    : problem(
        `the actions of the alarm ${name} are disabled: aws cloudwatch enable-alarm-actions --alarm-names ${name}`,
      );
}

function judgeRules(alarm: string, rules: SeenAlarm['rules']): Finding {
  if (rules.outcome !== 'read') return unread(`whether the alarm ${alarm} starts a failover`, rules);
  if (rules.value.length === 0) {
    return problem(`no EventBridge rule starts a failover when ${alarm} goes off: deploy the control plane again`);
  }
  const disabled = rules.value.filter(({ isEnabled }) => !isEnabled);
  return problem(
    ...disabled.map(
      ({ name }) =>
        `the rule ${name}, which starts a failover when ${alarm} goes off, is disabled: ` +
        `aws events enable-rule --name ${name}`,
    ),
  );
}
