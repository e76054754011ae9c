import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Names } from '../../lib/domain/names';
import { type Item, timingKey } from '../../lib/domain/table-items';
import type { Verb } from '../../lib/domain/verbs';
import type { Sends } from './clients';
import { holds, ifStill } from './conditional';

/** Step → seconds that its last runs took which ended done, the newest last. */
export type StepSeconds = Readonly<Record<string, readonly number[]>>;

/** How long the steps of earlier runs took in this Region, one item for each verb. */
export interface TimingTable {
  /** Empty before the first run of the verb here. */
  read(verb: Verb): Promise<StepSeconds>;
  /**
   * Adds what the steps of one run took, once for each run.
   *
   * @returns false when another run was written down at the same moment
   */
  add(verb: Verb, ended: TimedRun): Promise<boolean>;
}

export interface TimedRun {
  /** Execution ARN. */
  readonly runId: string;
  /** Step → seconds; only of steps that are done. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** So many runs of each step are kept: enough for a median that one slow run does not move. */
export const TIMED_RUNS_MAX = 10;

const Steps = z.record(z.string(), z.array(z.number()));

/** @param dynamo the client of this Region */
export function timingTable(
  dynamo: Sends,
  { plan, names }: { readonly plan: string; readonly names: Pick<Names, 'table'> },
): TimingTable {
  const itemOf = async (verb: Verb): Promise<Item> => {
    const Key = timingKey(plan, verb);
    const { Item = {} } = await dynamo.send(new GetItemCommand({ TableName: names.table, Key, ConsistentRead: true }));
    return Item as Item;
  };
  return {
    read: async (verb) => stepsIn(await itemOf(verb)),
    async add(verb, { runId, seconds }) {
      const before = await itemOf(verb);
      if (before.runId?.S === runId) return true;
      const version = Number(before.version?.N ?? 0);
      const Item = {
        ...timingKey(plan, verb),
        runId: { S: runId },
        steps: { S: JSON.stringify(withRun(stepsIn(before), seconds)) },
        version: { N: String(version + 1) },
      };
      return holds(dynamo.send(new PutItemCommand({ TableName: names.table, Item, ...ifStill({ version }) })));
    },
  };
}

/** What cannot be read counts as never measured. */
function stepsIn({ steps }: Item): StepSeconds {
  if (steps?.S === undefined) return {};
  try {
    return Steps.safeParse(JSON.parse(steps.S)).data ?? {};
  } catch {
    return {};
  }
}

const withRun = (steps: StepSeconds, seconds: TimedRun['seconds']): StepSeconds => ({
  ...steps,
  ...Object.fromEntries(
    Object.entries(seconds).map(([step, took]) => [step, [...(steps[step] ?? []), took].slice(-TIMED_RUNS_MAX)]),
  ),
});
