import type { Facts } from './facts';

/** What a plan may do without, and what it then does not do: nothing of it can be found out from outside. */
export function adviceOn({ databases = [], dataLossSecondsMax, stacks = [] }: Facts): string[] {
  const left = (path: string, then: string) => `left out: ${path}: ${then}`;
  return [
    ...(databases.length > 0 && dataLossSecondsMax === undefined
      ? [left('databases[0].dataLossSecondsMax', '30 seconds of lag count; --data-loss-seconds says otherwise')]
      : []),
    ...(databases.length > 0
      ? [left('databases[0].ledger', 'with a URL there a switchover proves that nothing was lost')]
      : []),
    left('canaries[0].drillUrl', 'with one a drill proves that the stacks serve, not only that they are complete'),
    ...(stacks.length > 0
      ? [left('fence.stacks', 'with those that write there a switchover stops them before the database moves')]
      : []),
    left('notify', 'with a topic there people of your own are told, beside the topic of the control plane'),
  ];
}
