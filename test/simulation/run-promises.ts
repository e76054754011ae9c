import type { EvidenceRecord } from '../../lib/domain/evidence';
import { wasClosedInPlace } from '../../lib/domain/evidence-ending';
import { didItsWork, type RunTrace } from '../../lib/rehearsal/invariants';
import type { TimedMoment } from '../../lib/rehearsal/timeline';
import type { Simulation } from './stage';

/** How runs end of which a person has to know why. */
const NEEDS_REASON = ['HandedToOperator', 'Refused', 'Failed'];

/** I-28: a run that did not do its work says why; what goes wrong after its last record is no part of its work. */
export const unexplained = (runs: readonly RunTrace[]): readonly string[] =>
  runs
    .filter(({ ending, evidence }) => NEEDS_REASON.includes(ending) && evidence !== undefined)
    .filter(({ evidence = [] }) => !evidence.some(saysWhy) && !didItsWork({ evidence }))
    .map(({ arn, ending }) => `I-28: ${arn} ended ${ending}, and its evidence does not say why`);

/** Of a run that died, whoever closed it in its place. */
const saysWhy = (record: EvidenceRecord): boolean => record.kind === 'failed' || wasClosedInPlace([record]);

/** I-17: after a takeover no other begins by itself before the plan's pause is over. */
export function overhasty({ plan, moments, runs }: Simulation): readonly string[] {
  const promoted = new Set(moments.filter(isPromotion).map(({ run }) => run));
  const ended = runs().filter(({ arn }) => promoted.has(arn));
  return moments.filter(isAdmittedByItself).flatMap(({ run = '', at }) => {
    const since = at - plan.cooldownSeconds * 1000;
    const before = ended.find(
      ({ arn, region, stopDate }) =>
        arn !== run && regionOf(run) === region && stopDate && stopDate.getTime() > since && stopDate.getTime() < at,
    );
    return before ? [`I-17: ${run} was admitted within the pause after ${before.arn}`] : [];
  });
}

const isPromotion = ({ step, because }: TimedMoment): boolean =>
  step === 'PromoteDatabase' && because.startsWith('promoting');

/** `alarm-…` and `watch-…` are the names that the starters give. */
const isAdmittedByItself = ({ step, because, run = '' }: TimedMoment): boolean =>
  step === 'AdmitRun' && because.startsWith('admitted') && /-failover:(alarm|watch)-/.test(run);

const regionOf = (run: string): string | undefined => run.split(':')[3];
