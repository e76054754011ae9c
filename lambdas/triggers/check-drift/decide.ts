import {
  countOf,
  type DriftRecord,
  digestOfFindings,
  type JudgedDrift,
  type LastCheck,
  NOT_COMPARED_MAX,
  type NotCompared,
  recordOf,
} from '../../../lib/domain/drift';
import { DRIFT_METRIC, DRIFT_UNKNOWN_METRIC } from '../../../lib/domain/names';

export interface CheckContext {
  readonly plan: string;
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** @default this is the first check */
  readonly last: LastCheck | undefined;
  /** Names of the stacks whose drift detection was started just now. */
  readonly detecting: readonly string[];
}

/** What follows from a check. */
export interface CheckDecision {
  readonly metrics: Readonly<Record<string, number>>;
  /** Kept as evidence before the next check is told of it. @default nothing has changed since the last check */
  readonly record?: DriftRecord;
  readonly next: LastCheck;
  readonly because: string;
}

/** Tells how much was found, and keeps what was found whenever it is something else than before. */
export function decide(judged: JudgedDrift, context: CheckContext): CheckDecision {
  const { last, at } = context;
  const record = recordOf(judged, context);
  const [drifted, unknown] = [countOf(judged.findings, 'drift'), countOf(judged.findings, 'unknown')];
  return {
    metrics: { [DRIFT_METRIC]: drifted, [DRIFT_UNKNOWN_METRIC]: unknown },
    ...(record && { record }),
    next: {
      at,
      findingsSha256: digestOfFindings(judged.findings),
      recordSha256: record?.sha256 ?? last?.recordSha256 ?? '',
      counts: { drifted, unknown },
      notCompared: notComparedIn(judged, context),
    },
    because: `${drifted} not as released, ${unknown} unknown${record ? '; that is new' : '; as at the last check'}`,
  };
}

/** A first detection is known from when it was started: one that never ends keeps that time from check to check. */
const notComparedIn = ({ findings }: JudgedDrift, { at, last, detecting }: CheckContext): NotCompared[] =>
  findings
    .filter(({ level }) => level === 'unknown')
    .slice(0, NOT_COMPARED_MAX)
    .map(({ because, stack = '', isFirstDetection }) => {
      const before = last?.notCompared?.find((one) => one.because === because)?.detectingSince;
      const since = before ?? (detecting.includes(stack) ? at : undefined);
      return { because, ...(isFirstDetection && since !== undefined && { detectingSince: since }) };
    });
