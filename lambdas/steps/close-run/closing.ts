import { PublishCommand } from '@aws-sdk/client-sns';
import type { EvidenceArchive } from '../../../lib/domain/evidence-archive';
import type { InputOf } from '../../../lib/domain/step';
import { notificationOf } from '../../../lib/report/notification';
import type { Sends } from '../../edge/clients';
import { archiveEvidence } from '../../edge/evidence-bucket';
import type { MetricLog } from '../../edge/metric-log';
import type { Edge } from '../../edge/step-handler';
import { timingTable } from '../../edge/timing-table';
import type { Act, Entry, Notes, SeenEnding } from './decide';
import { locksElsewhere } from './locks-elsewhere';
import { notebook } from './notebook';
import { recoveryCosts } from './recovery-costs';
import { type ReportClients, reporting } from './run-report';
import { closeRun } from './step';
import { orTrouble, troubleOf } from './trouble';

type Input = InputOf<typeof closeRun>;
type ActOf<Kind extends Act['kind']> = Extract<Act, { kind: Kind }>;

export interface ClosingClients {
  readonly s3: Sends;
  readonly sns: Sends;
  /** DynamoDB of each Region of the plan. */
  readonly dynamoOf: (region: string) => Sends;
  /** @default what a recovery has cost is no metric */
  readonly metricLog?: MetricLog | undefined;
  /** Where the steps of each verb stand. @default no report is written */
  readonly layouts?: ReportClients['layouts'] | undefined;
  readonly edge: Pick<Edge, 'evidence' | 'lock' | 'log'>;
}

/**
 * The places where a run is closed. Of these only the lock may fail the step: evidence and messages that do not work
 * are noted and reported, because a recovery must not depend on them.
 */
export function closing({ s3, sns, dynamoOf, edge, metricLog, layouts }: ClosingClients) {
  const notes = notebook();
  const locks = locksElsewhere(dynamoOf);

  const append = ({ run, epoch, now, document }: Input, entry: Entry) =>
    edge.evidence(document).append({ at: now, runId: run.id, epoch, ...entry });

  /** Writes down what this step has done. The notes hold it too, so a record that cannot be written is no harm. */
  const jot = async (input: Input, because: string, done: Pick<Notes, 'archived' | 'told'>) => {
    notes.add(input.run.id, done);
    const trouble = await troubleOf(
      append(input, { kind: 'called', step: closeRun.name, because, data: { ...done } }),
      input,
    );
    if (trouble) edge.log({ step: closeRun.name, kind: 'evidence-missing', because, error: trouble.because });
  };

  async function record({ entry }: ActOf<'record'>, input: Input) {
    notes.add(input.run.id, { recording: await troubleOf(append(input, entry), input) });
  }

  async function archive(act: ActOf<'archive'>, input: Input) {
    const { archived, records } = act;
    const { run, document, names, now } = input;
    const { evidenceKey: key, problem } = archived;
    const body: EvidenceArchive = { runId: run.id, archivedAt: now, ...(problem && { problem }), records, document };
    const archiving = await troubleOf(archiveEvidence(s3, names, { key, archive: body }), input);
    notes.add(run.id, { archiving });
    if (archiving) return;
    const { done, noted } = await reporting({ s3, layouts }, act, input);
    await jot(input, `archived the evidence as ${key}${done}`, { archived: { ...archived, ...noted } });
  }

  async function tell({ topics, records, archived }: ActOf<'tell'>, input: Input) {
    const { evidenceKey: key, problem, reportKey } = archived;
    const { subject: Subject, message: Message } = notificationOf(input.document, { key, problem, reportKey, records });
    const troubles = await Promise.all(
      topics.map((TopicArn) => troubleOf(sns.send(new PublishCommand({ TopicArn, Subject, Message })), input)),
    );
    const untold = topics.filter((_, index) => troubles[index]);
    for (const trouble of troubles) if (trouble) edge.log({ step: closeRun.name, kind: 'untold', ...trouble });
    await jot(input, `told ${topics.length - untold.length} of ${topics.length} topics`, { told: { untold } });
  }

  const { time, release } = givingBack({ dynamoOf, edge, metricLog }, notes);

  return {
    async look(input: Input): Promise<SeenEnding> {
      const { run, document } = input;
      const [evidence, lock, elsewhere] = await Promise.all([
        orTrouble(edge.evidence(document).read(run.id), input),
        orTrouble(edge.lock(document).read(), input),
        locks.look(input),
      ]);
      return { evidence, lock, elsewhere, notes: notes.of(run.id) };
    },

    /** @throws when this Region's lock could not be given back */
    async perform(act: Act, input: Input): Promise<void> {
      if (act.kind === 'record') await record(act, input);
      if (act.kind === 'archive') await archive(act, input);
      if (act.kind === 'tell') await tell(act, input);
      if (act.kind === 'time') await time(act, input);
      if (act.kind === 'release') await release(act, input);
    },
  };
}

/** What comes last: how long the steps took is written down, and the locks are given back. */
function givingBack(
  { dynamoOf, edge, metricLog }: Pick<ClosingClients, 'dynamoOf' | 'edge' | 'metricLog'>,
  notes: ReturnType<typeof notebook>,
) {
  const locks = locksElsewhere(dynamoOf);

  /** A table that is away, and a run that was written down at the same moment, only leave a figure out. */
  async function time({ seconds }: ActOf<'time'>, { plan, region, names, run, now, document }: Input) {
    const costs = recoveryCosts(document, now);
    if (costs) metricLog?.(costs);
    const table = timingTable(dynamoOf(region), { plan: plan.name, names });
    const trouble = await troubleOf(table.add(run.verb, { runId: run.id, seconds }), { now });
    notes.add(run.id, { timed: true });
    if (trouble) edge.log({ step: closeRun.name, kind: 'not-timed', ...trouble });
  }

  /** Only this Region's own lock may fail the step; another one is left to the watch there. */
  async function release({ region, ...ending }: ActOf<'release'>, input: Input) {
    const { run, document } = input;
    if (region === undefined) {
      await edge.lock(document).release(run.id, ending.epoch, ending.lastRun);
      return;
    }
    const trouble = await locks.release({ region, ...ending }, input);
    if (!trouble) return;
    notes.add(run.id, { unfreed: [...(notes.of(run.id).unfreed ?? []), region] });
    edge.log({ step: closeRun.name, kind: 'unfreed', region, ...trouble });
  }

  return { time, release };
}
