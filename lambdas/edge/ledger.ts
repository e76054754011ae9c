import { jsonOf } from '../../lib/domain/json';
import { Ledger, type ReadLedger } from '../../lib/domain/ledger';
import { inRegion } from '../../lib/domain/names';
import type { Database, Plan } from '../../lib/domain/plan';
import { oneLine } from '../../lib/domain/text';
import type { Reading } from './reading';
import { shownBody, shownRegion } from './shown';
import type { Web, WebAnswer } from './web';

/** Which ledgers are read, and where. */
export interface LedgerQuestion {
  /** The Region whose databases are counted. */
  readonly region: string;
  /** When the answer is taken to be read, ISO 8601 UTC. */
  readonly now: string;
  /** Asks also for the rows written at or after this moment, ISO 8601 UTC. @default not asked */
  readonly since?: string | undefined;
}

/** A service counts all rows that matter; one that takes longer cannot be waited for while nobody may write. */
const LEDGER_MILLISECONDS_MAX = 15_000;
/** Header in which a service says which Region answers; a cached name of the other Region must not count. */
const REGION_HEADER = 'understudy-region';
const EXPECTED = 'expected {"rows": 1204, "digest": "…"}';

/**
 * What the databases of one Region hold, each that has a ledger. One that cannot be read leaves all unread: a proof
 * that leaves a database out is none.
 */
export async function readLedgers(
  web: Web,
  { plan, ...question }: LedgerQuestion & { readonly plan: Plan },
): Promise<Reading<ReadLedger[]>> {
  const readings = await Promise.all(
    plan.databases.filter(hasLedger).map((database) => readLedger(web, { database, ...question })),
  );
  const failed = readings.find(({ outcome }) => outcome === 'failed') ?? readings.find(isUnread);
  if (failed && isUnread(failed)) return failed;
  return { outcome: 'read', value: readings.flatMap((one) => (one.outcome === 'read' ? [one.value] : [])) };
}

type WithLedger = Pick<Database, 'globalCluster'> & { readonly ledger: string };
export const hasLedger = (database: Database): database is Database & WithLedger => database.ledger !== undefined;

type Unread = Exclude<Reading<never>, { readonly outcome: 'read' }>;
const isUnread = (one: Reading<unknown>): one is Unread => one.outcome !== 'read';

/** What one database of a Region holds. */
export async function readLedger(
  web: Web,
  { database, region, now, since }: LedgerQuestion & { readonly database: WithLedger },
): Promise<Reading<ReadLedger>> {
  const { globalCluster, ledger } = database;
  const url = new URL(inRegion(ledger, region));
  if (since !== undefined) url.searchParams.set('since', since);
  const answer = await web.ask({ url: url.href, timeoutMilliseconds: LEDGER_MILLISECONDS_MAX });
  const found = ledgerIn(answer, region);
  const of = `the ledger of ${globalCluster} in ${region}`;
  return found.outcome === 'read'
    ? { outcome: 'read', value: { ...found.value, globalCluster, at: now } }
    : { ...found, because: `${of}: ${found.because}` };
}

const failed = (because: string): Unread => ({ outcome: 'failed', name: 'NoLedger', because });

/** Whoever does not say that it stands in the Region may count the rows of the other one. */
const answeredBy = (who: string, region: string): Unread => ({
  outcome: 'unknown',
  because: `it was answered by ${who}, expected ${region}`,
});

function ledgerIn(answer: WebAnswer, region: string): Reading<Ledger> {
  if (answer.outcome === 'unreachable') {
    return { outcome: 'unknown', because: `it cannot be reached, ${oneLine(answer.because, 200)}` };
  }
  const { status, headers, body } = answer;
  const from = headers[REGION_HEADER];
  // The name may still lead to the other Region, for as long as somebody remembers its old address.
  if (from !== undefined && from !== region) return answeredBy(shownRegion(from), region);
  // Whoever is overloaded, starting or going away says so for a moment.
  if (status >= 500 || status === 429) return { outcome: 'unknown', because: `it answered ${status}, expected 200` };
  if (status !== 200) return failed(`it answered ${status}, expected 200; no redirect is followed`);
  if (from === undefined) return answeredBy(`no Region (no header ${REGION_HEADER})`, region);
  const parsed = Ledger.safeParse(jsonOf(body));
  return parsed.success
    ? { outcome: 'read', value: parsed.data }
    : failed(`it answered ${shownBody(body)}, ${EXPECTED}`);
}
