import type { ListRuleNamesByTargetRequest } from '@aws-sdk/client-eventbridge';
import { AwsError, type Call } from '../service';
import type { Rule } from './rule';

/**
 * Which rules of a Region's default bus call a target, enabled or not.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html
 *
 * @param rules of every Region
 */
export const ruleNames =
  (rules: () => Iterable<Rule>) =>
  ({ TargetArn, ...rest }: ListRuleNamesByTargetRequest, { region }: Call) => {
    const refused = Object.keys(rest).join(', ');
    if (refused !== '') {
      const message = `events:ListRuleNamesByTarget with ${refused} is not rehearsed`;
      throw new AwsError('NotImplemented', message, { status: 501 });
    }
    const calling = [...rules()].filter(
      (rule) => rule.region === region && rule.targets.some(({ arn }) => arn === TargetArn),
    );
    return { RuleNames: calling.map(({ arn }) => arn.split('rule/')[1] ?? '') };
  };
