import { reportKeyOf } from '../../../lib/domain/evidence-archive';
import type { Archived } from '../../../lib/domain/evidence-ending';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { reportOfRemains } from '../../../lib/report/run-report/archive/data';
import { runReportHtml } from '../../../lib/report/run-report/page';
import type { Sends } from '../../edge/clients';
import { archiveReport } from '../../edge/evidence-bucket';
import type { Layouts } from '../../edge/layouts-file';
import type { Act } from './decide';
import type { closeRun } from './step';
import { troubleOf } from './trouble';

type Input = InputOf<typeof closeRun>;
type Archiving = Pick<Extract<Act, { kind: 'archive' }>, 'archived' | 'records'>;

export interface ReportClients {
  readonly s3: Sends;
  /** @default no report is written */
  readonly layouts?: (() => Layouts) | undefined;
}

/**
 * Writes the run down for people, beside its evidence. It is drawn from the evidence alone and anybody can draw it
 * anew: a report that cannot be written is told, and never tried again.
 *
 * @returns what is to be said and noted of it
 */
export async function reporting(
  { s3, layouts }: ReportClients,
  { archived: { evidenceKey, problem }, records }: Archiving,
  input: Input,
): Promise<{ readonly done: string; readonly noted: Pick<Archived, 'reportKey' | 'reportProblem'> }> {
  if (!layouts) return { done: '', noted: {} };
  const { run, document, names } = input;
  const key = reportKeyOf(evidenceKey);
  const write = async () => {
    const location = `s3://${names.evidenceBucket}/${evidenceKey}`;
    const remains = { run: run.id, records, document, layouts: layouts(), location, problem };
    await archiveReport(s3, names, { key, page: runReportHtml(reportOfRemains(remains)) });
  };
  const trouble = await troubleOf(write(), input);
  if (!trouble) return { done: ', its report beside it', noted: { reportKey: key } };
  const reportProblem = oneLine(trouble.because);
  return { done: `; its report could not be written: ${reportProblem}`, noted: { reportProblem } };
}
