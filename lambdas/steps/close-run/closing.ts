import { PublishCommand } from '@aws-sdk/client-sns';
import type { EvidenceArchive } from '../../../lib/domain/evidence-archive';
import type { InputOf } from '../../../lib/domain/step';
import { notificationOf } from '../../../lib/report/notification';
import type { Sends } from '../../edge/clients';
import { archiveEvidence } from '../../edge/evidence-bucket';
import type { Edge } from '../../edge/step-handler';
import type { Act, Entry, Notes, SeenEnding, Trouble } from './decide';
import { notebook } from './notebook';
import { closeRun } from './step';

type Input = InputOf<typeof closeRun>;
type ActOf<Kind extends Act['kind']> = Extract<Act, { kind: Kind }>;

export interface ClosingClients {
  readonly s3: Sends;
  readonly sns: Sends;
  readonly edge: Pick<Edge, 'evidence' | 'lock' | 'log'>;
}

/**
 * The places where a run is closed. Of these only the lock may fail the step: evidence and messages that do not work
 * are noted and reported, because a recovery must not depend on them.
 */
export function closing({ s3, sns, edge }: ClosingClients) {
  const notes = notebook();

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

  async function archive({ archived, records }: ActOf<'archive'>, input: Input) {
    const { run, document, names, now } = input;
    const { evidenceKey: key, problem } = archived;
    const body: EvidenceArchive = { runId: run.id, archivedAt: now, ...(problem && { problem }), records, document };
    const archiving = await troubleOf(archiveEvidence(s3, names, { key, archive: body }), input);
    notes.add(run.id, { archiving });
    if (!archiving) await jot(input, `archived the evidence as ${key}`, { archived });
  }

  async function tell({ topics, records, archived: { evidenceKey: key, problem } }: ActOf<'tell'>, input: Input) {
    const { subject: Subject, message: Message } = notificationOf(input.document, { key, problem, records });
    const troubles = await Promise.all(
      topics.map((TopicArn) => troubleOf(sns.send(new PublishCommand({ TopicArn, Subject, Message })), input)),
    );
    const untold = topics.filter((_, index) => troubles[index]);
    for (const trouble of troubles) if (trouble) edge.log({ step: closeRun.name, kind: 'untold', ...trouble });
    await jot(input, `told ${topics.length - untold.length} of ${topics.length} topics`, { told: { untold } });
  }

  return {
    async look(input: Input): Promise<SeenEnding> {
      const { run, document } = input;
      const [evidence, lock] = await Promise.all([
        orTrouble(edge.evidence(document).read(run.id), input),
        orTrouble(edge.lock(document).read(), input),
      ]);
      return { evidence, lock, notes: notes.of(run.id) };
    },

    /** @throws when the lock could not be given back */
    async perform(act: Act, input: Input): Promise<void> {
      if (act.kind === 'record') await record(act, input);
      if (act.kind === 'archive') await archive(act, input);
      if (act.kind === 'tell') await tell(act, input);
      if (act.kind === 'release') await edge.lock(input.document).release(input.run.id, act.epoch, act.lastRun);
    },
  };
}

/** What `work` comes to, or why it failed. */
async function orTrouble<Result>(work: Promise<Result>, { now }: Input): Promise<Result | Trouble> {
  try {
    return await work;
  } catch (error) {
    return { because: String(error), at: now };
  }
}

const troubleOf = (work: Promise<unknown>, input: Input): Promise<Trouble | undefined> =>
  orTrouble(
    work.then(() => undefined),
    input,
  );
