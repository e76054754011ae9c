import * as z from 'zod';
import { jsonOf } from '../../../lib/domain/json';
import { inRegion } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import { isoAt } from '../../edge/clock';
import { shownBody } from '../../edge/shown';
import type { Web, WebAnswer } from '../../edge/web';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** What the heartbeat of a database was answered with. */
export interface SeenHeartbeat {
  readonly globalCluster: string;
  readonly answer: WebAnswer;
}

/** The newest row of a heartbeat, or why it is not known. */
export type Heartbeat =
  /** When the writer wrote it, ISO 8601 UTC. */
  | { readonly at: string }
  /** `open`: nobody answered, and somebody may at the next look. */
  | { readonly open: boolean; readonly because: string };

/** The writer stamps the row and another machine reads it here; clocks within AWS differ by far less. */
export const CLOCK_SKEW_SECONDS_MAX = 5;
const HEARTBEAT_MILLISECONDS_MAX = 5000;

const Row = z.looseObject({ at: z.iso.datetime({ offset: true }) });

/** Asks this Region for the newest row it holds of every database that has a heartbeat. */
export const seenHeartbeats = (web: Web, { plan, region }: Input): Promise<SeenHeartbeat[]> =>
  Promise.all(
    plan.databases.flatMap(({ globalCluster, heartbeat }) =>
      heartbeat === undefined ? [] : [asked(web, { globalCluster, url: inRegion(heartbeat, region) })],
    ),
  );

async function asked(web: Web, { globalCluster, url }: { globalCluster: string; url: string }): Promise<SeenHeartbeat> {
  return { globalCluster, answer: await web.ask({ url, timeoutMilliseconds: HEARTBEAT_MILLISECONDS_MAX }) };
}

/** @param now ISO 8601 UTC */
export function heartbeatIn(answer: WebAnswer, now: string): Heartbeat {
  if (answer.outcome === 'unreachable') return { open: true, because: `it cannot be reached, ${answer.because}` };
  const { status, body } = answer;
  if (status !== 200) return { open: status >= 500, because: `it answered ${status}, expected 200` };
  const row = Row.safeParse(jsonOf(body));
  if (!row.success) {
    return { open: false, because: `it answered ${shownBody(body)}, expected {"at": "<ISO 8601>"}` };
  }
  const at = isoAt(Date.parse(row.data.at));
  return Date.parse(at) > Date.parse(now) + CLOCK_SKEW_SECONDS_MAX * 1000
    ? { open: false, because: `it answered ${at}, which is in the future` }
    : { at };
}
