import type { PutEventsRequest } from '@aws-sdk/client-eventbridge';
import * as client from '@aws-sdk/client-eventbridge';
import { arnIn } from '../arn';
import type { BusEvent } from '../events';
import type { Call, Service } from '../service';
import { putEvents, putEventsRequests } from './put-events';
import type { Rule } from './rule';
import { RULE_OPERATIONS, ruleCalls, ruleRequests } from './rule-calls';
import { ruleNames } from './rule-names';

export interface EventsServiceOptions {
  readonly account: string;
  readonly publish: (event: BusEvent) => string;
  readonly find: (arn: string) => Rule | undefined;
  readonly put: (rule: Rule) => void;
  /** The rules of every Region. */
  readonly rules: () => Iterable<Rule>;
}

/** EventBridge behind the endpoint: events of one's own are put, rules are seen and switched. */
export const eventsService = ({ account, publish, find, put, rules }: EventsServiceOptions): Service => ({
  signingName: 'events',
  client,
  operations: {
    PutEvents: (input: PutEventsRequest, { region }: Call) => putEvents(input, { region, publish }),
    ...ruleCalls({ account, find, put }),
    ListRuleNamesByTarget: ruleNames(rules),
  },
  authorization: (operation, input, call) => {
    // A target is no resource of EventBridge.
    if (operation === 'ListRuleNamesByTarget') return [{ action: `events:${operation}`, resource: '*' }];
    return RULE_OPERATIONS.includes(operation)
      ? ruleRequests(account)(operation, input, call)
      : putEventsRequests(input, arnIn({ ...call, account }, 'events', 'event-bus/default'));
  },
  changes: (operation) => !/^(Describe|List)/.test(operation),
});
