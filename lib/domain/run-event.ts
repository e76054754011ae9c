import type { EvidenceRecord } from './evidence';
import { FailureRecord } from './failure';
import { EVENT_SOURCE } from './names';
import { runNameOf } from './run-name';
import type { Place } from './step';
import { oneLine } from './text';
import type { Verb } from './verbs';

/**
 * `detail-type` of the event that tells of a record of evidence, by the kind of the record. These names are an
 * interface: rules of other teams match them.
 *
 * A run that is refused, or joins another, before it is admitted ends without having started.
 */
export const RUN_EVENTS = {
  /** The run has taken the plan's epoch. */
  admitted: 'Understudy Run Started',
  /** What the step makes true holds. */
  decided: 'Understudy Step Done',
  /** A change is about to be made; it is written down before the call. */
  called: 'Understudy Step Called',
  /** What came of a call. */
  answered: 'Understudy Step Answered',
  /** A person has approved, or declined. */
  approved: 'Understudy Run Approval',
  failed: 'Understudy Step Failed',
  ended: 'Understudy Run Ended',
} as const satisfies Record<EvidenceRecord['kind'], string>;

/** `detail` of the event. Extended over time: whoever reads it passes over what it does not know. */
export interface RunEventDetail {
  readonly plan: string;
  readonly verb: Verb;
  /** Execution ARN; also the event's only resource. */
  readonly run: string;
  /** The Region that the run activates. */
  readonly region: string;
  /** 0 until the run is admitted. */
  readonly epoch: number;
  /** 1, 2, 3 … within one run: its order, and with `run` what an event that comes twice is known by. */
  readonly seq: number;
  /** State name, `PromoteDatabase`. */
  readonly step: string;
  readonly kind: EvidenceRecord['kind'];
  /** One line. */
  readonly because: string;
  /** When it was written down, ISO 8601 UTC. */
  readonly at: string;
  /** How a step failed. @default the event is of another kind, or the record says nothing of it */
  readonly failure?: FailureRecord['kind'];
  /**
   * How the run ended: `done` where nothing failed, `failed` where something did (`because` says what; a refusal
   * counts), or the status of an execution that did not close itself, such as `ABORTED`.
   *
   * @default the run has not ended
   */
  readonly outcome?: string;
  /** Object key in the evidence bucket of the Region. @default the event does not tell of the archive */
  readonly evidenceKey?: string;
  /** Object key of the run's report, in the same bucket. @default the event does not tell of the report */
  readonly reportKey?: string;
}

/** An event as it is put on the default bus of the Region that keeps the record. */
export interface RunBusEvent {
  readonly source: typeof EVENT_SOURCE;
  readonly detailType: (typeof RUN_EVENTS)[EvidenceRecord['kind']];
  readonly resources: readonly string[];
  readonly detail: RunEventDetail;
}

/** A sentence of a record is no longer; ten events of one call stay far below the 256 KB that it may hold. */
const SENTENCE_CHARACTERS_MAX = 2000;

/**
 * The event that tells of a record of evidence.
 *
 * @returns `undefined` for a run of no machine of this plan
 */
export function runEventOf(record: EvidenceRecord, { plan }: Pick<Place, 'plan'>): RunBusEvent | undefined {
  const { runId: run, epoch, seq, step, kind, at, data } = record;
  const { plan: planName, verb, region = '' } = runNameOf(run);
  if (verb === undefined || planName !== plan.name) return undefined;
  const detail: RunEventDetail = {
    ...{ plan: planName, verb, run, region, epoch, seq, step, kind },
    ...{ because: oneLine(record.because, SENTENCE_CHARACTERS_MAX), at },
    ...(kind === 'failed' && failureIn(data)),
    ...(kind === 'ended' && { outcome: outcomeIn(data) }),
    ...keysIn(data),
  };
  return { source: EVENT_SOURCE, detailType: RUN_EVENTS[kind], resources: [run], detail };
}

type Data = EvidenceRecord['data'];

function failureIn({ kind }: Data): Pick<RunEventDetail, 'failure'> {
  const { data: failure } = FailureRecord.shape.kind.safeParse(kind);
  return failure ? { failure } : {};
}

const outcomeIn = ({ status, failures }: Data): string =>
  typeof status === 'string' ? status : failures === 0 ? 'done' : 'failed';

/** Where the run is kept, as close-run writes it down once it has put it there. */
function keysIn({ archived }: Data): Pick<RunEventDetail, 'evidenceKey' | 'reportKey'> {
  const { evidenceKey, reportKey } = (archived ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof evidenceKey === 'string' && { evidenceKey }),
    ...(typeof reportKey === 'string' && { reportKey }),
  };
}
