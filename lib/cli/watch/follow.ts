import {
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandOutput,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import type { Sends } from '../../../lambdas/edge/clients';
import { isExpired, isTransient } from '../../../lambdas/edge/transient';
import { historyReader, type RunEvent } from '../../report/run-picture';

export interface Follower {
  /**
   * What is new since the last look, oldest first.
   *
   * @throws what does not pass by itself: denied, no such run, credentials of a person that have expired
   */
  look(): Promise<RunEvent[]>;
  /** Why nobody knows whether the last look saw all there is; `undefined` when it did. */
  trouble(): unknown;
}

/**
 * Events in one page. Each may hold the whole document of the run, some tens of kilobytes, and the last page is read
 * again with every look: Step Functions gives no token for what has not happened yet.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
const PAGE_EVENTS = 50;

/** Follows the history of one execution. A look that is throttled brings nothing, and the next one all. */
export function follow(states: Sends, executionArn: string): Follower {
  const read = historyReader();
  /** The page that the next look begins with, and the last event that was read. */
  let token: string | undefined;
  let lastId = 0;
  let trouble: unknown;
  const page = (): Promise<GetExecutionHistoryCommandOutput> =>
    states.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: PAGE_EVENTS, ...(token && { nextToken: token }) }),
    );
  return {
    async look() {
      const found: HistoryEvent[] = [];
      trouble = undefined;
      try {
        for (;;) {
          const { events = [], nextToken } = await page();
          found.push(...events.filter(({ id = 0 }) => id > lastId));
          lastId = Math.max(lastId, events.at(-1)?.id ?? 0);
          if (nextToken === undefined) break;
          token = nextToken;
        }
      } catch (error) {
        // After 24 hours a token is none any more: the history is read from its beginning, and what is known left out.
        if (isNoToken(error)) token = undefined;
        else if (!isTransient(error) || isExpired(error)) throw error;
        else trouble = error;
      }
      return read(found);
    },
    trouble: () => trouble,
  };
}

const isNoToken = (error: unknown): boolean => (error as { readonly name?: string }).name === 'InvalidToken';
