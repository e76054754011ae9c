import type { DescribeRuleRequest, DisableRuleRequest, EnableRuleRequest } from '@aws-sdk/client-eventbridge';
import { arnIn } from '../arn';
import { AwsError, type Call, type IamRequest } from '../service';
import type { Rule } from './rule';

/** Operations that name a rule. */
export const RULE_OPERATIONS = ['DescribeRule', 'DisableRule', 'EnableRule'];

type Input = DescribeRuleRequest & DisableRuleRequest & EnableRuleRequest;

export interface RuleCalls {
  readonly account: string;
  find(arn: string): Rule | undefined;
  /** Carries a rule out from now on as it says. */
  put(rule: Rule): void;
}

const arnOf = (account: string, { Name = '' }: Input, { region }: Pick<Call, 'region'>): string =>
  arnIn({ region, account }, 'events', `rule/${Name}`);

/**
 * Rules of the default bus are seen and switched.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html
 */
export function ruleCalls({ account, find, put }: RuleCalls) {
  const known = (input: Input, call: Call): Rule => {
    if (input.EventBusName !== undefined && input.EventBusName !== 'default') {
      throw new AwsError('NotImplemented', `the event bus ${input.EventBusName} is not rehearsed`, { status: 501 });
    }
    const rule = find(arnOf(account, input, call));
    if (rule) return rule;
    throw new AwsError('ResourceNotFoundException', `Rule ${input.Name} does not exist on EventBus default.`);
  };
  const turned = (enabled: boolean) => (input: Input, call: Call) => {
    const rule = known(input, call);
    if (rule.enabled !== enabled) put({ ...rule, enabled });
    return {};
  };
  return {
    DescribeRule(input: Input, call: Call) {
      const { arn, enabled, pattern, scheduleExpression } = known(input, call);
      return {
        Name: input.Name,
        Arn: arn,
        State: enabled ? 'ENABLED' : 'DISABLED',
        EventBusName: 'default',
        ...(pattern && { EventPattern: JSON.stringify(pattern) }),
        ...(scheduleExpression !== undefined && { ScheduleExpression: scheduleExpression }),
      };
    },
    DisableRule: turned(false),
    EnableRule: turned(true),
  };
}

export const ruleRequests =
  (account: string) =>
  (operation: string, input: Input, call: Call): IamRequest[] => [
    { action: `events:${operation}`, resource: arnOf(account, input, call) },
  ];
