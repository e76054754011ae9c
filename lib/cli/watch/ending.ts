import type { Sends } from '../../../lambdas/edge/clients';
import { evidenceTable } from '../../../lambdas/edge/evidence-table';
import type { EvidenceRecord } from '../../domain/evidence';
import { archivedIn } from '../../domain/evidence-ending';
import type { Layout } from '../../domain/layout';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { oneLine } from '../../domain/text';
import { nextAfter } from '../../report/next';
import { outcomeOf } from '../../report/notification';
import type { RunEvent } from '../../report/run-picture';
import { explained } from '../aws/explain';
import { inWorld } from '../in-world';
import type { NamedRun } from '../live/named-run';
import type { AskingEdge } from './asking';

/** How a run has ended, and what there is to do. */
export interface WatchedEnd {
  readonly outcome: string;
  readonly isWell: boolean;
  /** Where its archived evidence is, and its report. @default nothing says so */
  readonly evidence?: string;
  readonly report?: string;
  /** What is safe to do next, a line each; empty when nothing needs to be done. */
  readonly next: readonly string[];
}

/** Traffic is served too, and what failed was not what it was for. */
const SERVED = 'ServingDegraded';
/** Another run does the work: the sentence that said so names it. */
const JOINED = 'Joined';

const endedWell = (outcome: string, { endings }: Pick<Layout, 'endings'>): boolean =>
  outcome === endings[0] || outcome === SERVED;

export interface EndAsked {
  readonly plan: Plan;
  readonly named: NamedRun;
  readonly layout: Layout;
  readonly outcome: string;
  readonly events: readonly RunEvent[];
}

export async function endOf(
  { dynamo, world }: AskingEdge,
  { plan, named, layout, outcome, events }: EndAsked,
): Promise<WatchedEnd> {
  const { run, verb, region } = named;
  const names = namesOf(plan, region);
  const records = await recordsOf(dynamo, { table: names.table, run });
  // A run of an earlier release has no report.
  const keys: { evidenceKey?: unknown; reportKey?: unknown } = archivedIn(records ?? []) ?? {};
  const isWell = endedWell(outcome, layout);
  const failures = events.flatMap((event) =>
    event.kind === 'failed' ? [{ step: event.step, kind: event.failure }] : [],
  );
  const stopped = { plan, region, names, verb, runId: run, records };
  const at = (key: string) => `s3://${names.evidenceBucket}/${oneLine(key)}`;
  return {
    outcome,
    isWell,
    ...(typeof keys.evidenceKey === 'string' && { evidence: at(keys.evidenceKey) }),
    ...(typeof keys.reportKey === 'string' && { report: at(keys.reportKey) }),
    next:
      outcome === layout.endings[0] || outcome === JOINED
        ? []
        : nextAfter({ ...stopped, outcome: failures.length > 0 ? outcomeOf(failures) : outcome }).map((line) =>
            inWorld(line, world),
          ),
  };
}

/** @returns `undefined` where the table cannot be read */
async function recordsOf(
  dynamo: Sends,
  { table, run }: { readonly table: string; readonly run: string },
): Promise<EvidenceRecord[] | undefined> {
  try {
    return await evidenceTable(dynamo, { table }).read(run);
  } catch (error) {
    if (explained(error) === undefined) throw error;
    return undefined;
  }
}

/** The end as lines for a person. */
export const endLines = ({ outcome, evidence, report, next }: WatchedEnd): string[] => [
  `the run has ended: ${outcome}`,
  ...(evidence === undefined ? [] : [`evidence: ${evidence}`]),
  ...(report === undefined ? [] : [`report:   ${report}`]),
  ...next,
];
