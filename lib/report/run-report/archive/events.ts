import type { EvidenceRecord } from '../../../domain/evidence';
import { CLOSING_STEP } from '../../../domain/evidence-ending';
import { endingOf, type Layout } from '../../../domain/layout';
import type { RunDocument } from '../../../domain/run';
import { stepsIn } from '../../../domain/run-steps';
import type { RunEvent } from '../../run-picture';

export interface Left {
  readonly records: readonly EvidenceRecord[];
  /** @default the run was closed in its place, and its document is gone */
  readonly document?: RunDocument | undefined;
  readonly layout: Layout;
}

/** What a run did, from what it left behind: its records, and the document that grew with it. */
export function eventsOfRemains({ records, document, layout }: Left): RunEvent[] {
  const begun = document?.run.startedAt ?? records[0]?.at;
  return [
    ...at(begun, (moment): RunEvent => ({ kind: 'began', at: moment })),
    ...(document ? eventsOfDocument(document) : []),
    ...records.flatMap((record) => eventsOfRecord(record, document)),
    ...ended({ records, document, layout }),
  ].sort((one, other) => one.at - other.at);
}

/** What cannot be read as a moment moves nothing: records come from a table, and may hold anything. */
function at<Event>(text: string | undefined, make: (at: number) => Event): Event[] {
  const moment = Date.parse(text ?? '');
  return Number.isNaN(moment) ? [] : [make(moment)];
}

function eventsOfDocument(document: RunDocument): RunEvent[] {
  const steps = stepsIn(document).flatMap(({ name: step, record }) => [
    ...at(record.firstLookAt, (moment): RunEvent => ({ kind: 'entered', at: moment, step })),
    ...record.said.flatMap((said) =>
      at(said.at, (moment): RunEvent => ({ kind: 'said', at: moment, step, because: said.because })),
    ),
    ...(record.status === 'done'
      ? at(record.said.at(-1)?.at ?? record.firstLookAt, (moment): RunEvent => ({ kind: 'done', at: moment, step }))
      : []),
  ]);
  const failures = document.failures.flatMap(({ step, kind, because, at: text }) =>
    at(text, (moment): RunEvent => ({ kind: 'failed', at: moment, step, failure: kind, because })),
  );
  return [...steps, ...failures];
}

/** Records tell of what the document does not: the calls between, and all of it where there is none. */
function eventsOfRecord({ kind, step, because, at: text, data }: EvidenceRecord, document?: RunDocument): RunEvent[] {
  if (step === CLOSING_STEP) return closing(text, because);
  if (kind === 'called') return at(text, (moment): RunEvent => ({ kind: 'said', at: moment, step, because }));
  if (document) return [];
  return at(text, (moment): readonly RunEvent[] => {
    const entered = { kind: 'entered', at: moment, step } as const;
    const said = { kind: 'said', at: moment, step, because } as const;
    if (kind === 'admitted' || kind === 'decided') return [entered, said, { kind: 'done', at: moment, step }];
    if (kind !== 'failed') return [];
    const failure = (['joined', 'refused', 'overdue'] as const).find((one) => one === data.kind) ?? 'broken';
    return [entered, { kind: 'failed', at: moment, step, failure, because }];
  }).flat();
}

/** The step that closes the run writes the report: it is done as far as the report can know. */
const closing = (text: string, because: string): RunEvent[] =>
  at(text, (moment): readonly RunEvent[] => [
    { kind: 'entered', at: moment, step: CLOSING_STEP },
    { kind: 'said', at: moment, step: CLOSING_STEP, because },
    { kind: 'done', at: moment, step: CLOSING_STEP },
  ]).flat();

function ended({ records, document, layout }: Left): RunEvent[] {
  const record = records.find(({ kind }) => kind === 'ended');
  const status = typeof record?.data.status === 'string' ? record.data.status : undefined;
  const outcome = status ?? (document && endingOf(layout, document.failures));
  if (outcome === undefined) return [];
  return at(record?.at, (moment): RunEvent => ({ kind: 'ended', at: moment, outcome }));
}
