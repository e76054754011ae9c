import { PublishCommand } from '@aws-sdk/client-sns';
import type { EvidenceEntry, EvidenceRecord } from '../../lib/domain/evidence';
import { archiveProblem, type EvidenceArchive, evidenceKeyOf } from '../../lib/domain/evidence-archive';
import { type Archived, archivedIn, CLOSING_STEP, hasEnded, toldIn } from '../../lib/domain/evidence-ending';
import type { Lock } from '../../lib/domain/lock';
import type { Place } from '../../lib/domain/step';
import { listed } from '../../lib/domain/text';
import { leftBehindNotificationOf } from '../../lib/report/left-behind';
import { stacksLeftBy } from '../../lib/report/left-behind-stacks';
import { topicsOf } from '../../lib/report/notification';
import type { Sends } from './clients';
import { type Clock, isoAt } from './clock';
import { archiveEvidence } from './evidence-bucket';
import { evidenceTable } from './evidence-table';
import type { ExecutionEnd } from './execution-end';
import type { Log } from './log';

/** Clients of this Region. */
export interface LastWordsClients {
  readonly dynamo: Sends;
  readonly s3: Sends;
  readonly sns: Sends;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** A person who breaks a lock. */
export interface Broken {
  /** ARN. */
  readonly by: string;
  /** In the person's words. */
  readonly because: string;
  /** Whether nobody knows the owner's execution to have ended. */
  readonly mayBeAlive: boolean;
}

/** A run whose execution is over, and the lock it left behind; or one whose lock a person breaks. */
export interface Closing extends Place {
  /** As it was read after the end was known: the closing is conditional on it. */
  readonly lock: Lock;
  readonly ended: ExecutionEnd;
  /** @default nobody breaks the lock: the execution has ended */
  readonly broken?: Broken;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** What is known of a run's records. */
interface Known {
  /** `undefined` where they cannot be read. */
  readonly records: readonly EvidenceRecord[] | undefined;
}

/** Two that close the same run write a few records each. */
const TRIES_MAX = 10;

type Said = Pick<EvidenceEntry, 'kind' | 'because' | 'data'> & { readonly step?: string };

/** Tries something once. What does not work is logged, because the lock must not wait for it. */
const trying =
  ({ log }: LastWordsClients, { lock }: Closing) =>
  async <Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      log({ kind: 'not-closed-whole', runId: lock.owner, because: `${what}: ${String(error)}` });
      return undefined;
    }
  };

/** The run's records, or `undefined` where they cannot be read. */
export const recordsOf = (clients: LastWordsClients, closing: Closing): Promise<Known['records']> =>
  trying(clients, closing)('the records could not be read', () =>
    evidenceTable(clients.dynamo, closing.names).read(closing.lock.owner),
  );

/**
 * Says for a dead run what it can no longer say: the end is recorded, the evidence archived, people are told. Each part
 * only if its records do not say that it was done, so that repeating it is harmless. Nothing here throws.
 *
 * @returns the run's records, or `undefined` where they cannot be read
 */
export async function lastWords(clients: LastWordsClients, closing: Closing): Promise<Known['records']> {
  const { dynamo, clock } = clients;
  const { lock, names } = closing;
  const table = evidenceTable(dynamo, names);

  const tried = trying(clients, closing);
  const read = () => recordsOf(clients, closing);
  const entryOf = (said: Said) => ({
    ...{ at: isoAt(clock.now()), runId: lock.owner, epoch: lock.epoch, step: CLOSING_STEP },
    ...said,
  });
  const append = (said: Said) => tried('a record could not be written', () => table.append(entryOf(said)));

  /** Of two that close the same run at once, one records its end. */
  const ended = async (): Promise<Known['records']> => {
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const before = await read();
      if (before && hasEnded(before)) return before;
      const said = endOfRun(closing, before);
      if (!before) {
        await append(said);
        return read();
      }
      const isOwn = await tried('a record could not be written', () => table.appendAfter(before, entryOf(said)));
      if (isOwn !== false) return read();
    }
    return read();
  };

  const archive = async (records: Known['records']): Promise<Archived> => {
    const { archived, body } = archiveOf(closing, { records });
    const put = () => archiveEvidence(clients.s3, names, { key: archived.evidenceKey, archive: body });
    const kept = await tried('the evidence could not be archived', async () => put().then(() => true));
    if (!kept) return { ...archived, problem: 'it could not be archived; the log of the closing function says why' };
    await append({ kind: 'called', because: `archived the evidence as ${archived.evidenceKey}`, data: { archived } });
    return archived;
  };

  const tell = async (records: Known['records'], { evidenceKey: key, problem }: Archived): Promise<void> => {
    const evidence = { key, problem };
    const { subject: Subject, message: Message } = leftBehindNotificationOf({ ...closing, records, evidence });
    const topics = topicsOf(closing);
    const told = await Promise.all(
      topics.map((TopicArn) =>
        tried('a topic could not be told', () => clients.sns.send(new PublishCommand({ TopicArn, Subject, Message }))),
      ),
    );
    const untold = topics.filter((_, index) => told[index] === undefined);
    const because = `told ${topics.length - untold.length} of ${topics.length} topics`;
    await append({ kind: 'called', because, data: { told: { untold } } });
  };

  if (closing.broken) await append(breakingOf(closing.broken));
  const records = await ended();
  const archived = archivedIn(records ?? []) ?? (await archive(records));
  if (!toldIn(records ?? [])) await tell(records, archived);
  return records;
}

const breakingOf = ({ by, because }: Broken) => ({
  kind: 'decided' as const,
  step: 'ChangeControls',
  because: `the lock was broken by ${by}: ${because}`,
  data: { by },
});

function endOfRun(closing: Closing, records: Known['records']) {
  const stacks = stacksLeftBy(records ?? []);
  const left = stacks.length > 0 ? `; it may have left ${listed(stacks)}` : '';
  return {
    kind: 'ended' as const,
    because: `${howItEnded(closing)}${left}`,
    data: { status: closing.ended.status, ...(stacks.length > 0 && { stacks }) },
  };
}

function howItEnded({ ended: { status }, broken }: Closing): string {
  if (broken?.mayBeAlive) {
    return `its lock was broken by ${broken.by}, and nobody knows whether its execution has ended`;
  }
  return status === 'forgotten'
    ? 'Step Functions no longer knows the execution, which did not close itself: it was closed in its place'
    : `the execution ended ${status} and did not close itself: it was closed in its place`;
}

function archiveOf(
  { lock, ended, now }: Closing,
  { records }: Known,
): { readonly archived: Archived; readonly body: EvidenceArchive } {
  const startedAt = ended.startedAt ?? records?.[0]?.at ?? lock.since;
  const problem = records ? archiveProblem(records) : 'the records could not be read';
  const flagged = problem === undefined ? {} : { problem };
  return {
    archived: { evidenceKey: evidenceKeyOf({ startedAt, id: lock.owner }), ...flagged },
    body: { runId: lock.owner, archivedAt: now, ...flagged, records: records ?? [] },
  };
}
