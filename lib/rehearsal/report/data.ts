import type { HistoryLine } from '../../domain/history-line';
import type { Layout } from '../../domain/layout';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { VERBS, type Verb } from '../../domain/verbs';
import { eventsOfHistory, pictureOf } from '../../report/run-picture';
import { digestsIn } from '../../report/run-report/archive/digests';
import type { Call, Kept, RunReportData } from '../../report/run-report/data';
import { nextIn } from '../../report/run-report/next';
import type { ExecutionView } from '../aws/states';
import type { World } from '../open-world';
import { PROMISES } from '../promise-catalogue';
import { archiveOf } from '../records';
import type { Rehearsal } from '../rehearse';
import type { RehearsalStage } from '../stage/rehearsal-stage';
import type { TimedMoment } from '../timeline';
import type { Verdict } from '../verdict';
import { feltBy } from './felt';
import { answersIn, lagsIn, type Watched } from './watched';

export interface Reported {
  readonly rehearsal: Pick<Rehearsal, 'name' | 'scenario' | 'seed' | 'scale'>;
  readonly plan: Plan;
  readonly world: World;
  readonly stage: RehearsalStage;
  readonly moments: readonly TimedMoment[];
  readonly history: readonly HistoryLine[];
  readonly watched: Watched;
  readonly verdict: Verdict;
  readonly layouts: Readonly<Record<Verb, Layout>>;
}

/** Everything a rehearsal knows of the run of its story; `undefined` where the story came to none. */
export function rehearsalReport(reported: Reported): RunReportData | undefined {
  const { rehearsal, plan, stage, moments, watched, verdict, layouts, world } = reported;
  const run = stage.storyRun();
  if (!run) return undefined;
  const verb = VERBS.find((one) => run.machineArn.endsWith(`-${one}`)) ?? 'failover';
  const layout = layouts[verb];
  const picture = pictureOf(
    { run: run.arn, verb, region: run.region, steps: layout.steps.map(({ name }) => name) },
    eventsOfHistory(watched.events.filter(({ executionArn }) => executionArn === run.arn)),
  );
  const eventAt = stage.faultAt ?? picture.beganAt ?? 0;
  const kept = keptOf(reported, run);
  const said = moments.filter((moment) => moment.run === undefined || moment.run === run.arn);
  return {
    plan: plan.name,
    reason: reasonOf(run),
    setting: settingOf(rehearsal),
    picture,
    layout,
    ...eventOf(stage),
    said: [...said].sort((one, other) => one.at - other.at),
    calls: reported.history.filter(({ runId }) => runId === run.arn).map(callOf),
    felt: feltBy(world.orders.orders, { eventAt, outageSeconds: verdict.recoverySeconds }),
    orders: {
      placed: world.orders.orders.length,
      acknowledged: verdict.acknowledgedOrders,
      lost: verdict.lostOrders,
    },
    lags: lagsIn(watched.vitals, eventAt - SHOWN_BEFORE_MILLISECONDS),
    answers: answersIn(watched.vitals),
    promises: promisesOf(verdict),
    ...kept,
    next: nextIn({ plan, picture, records: kept.evidence.records }),
    unmeasured: UNMEASURED,
  };
}

const SHOWN_BEFORE_MILLISECONDS = 15_000;

const settingOf = ({ name, scenario, seed, scale }: Reported['rehearsal']): RunReportData['setting'] => ({
  kind: 'rehearsal',
  scenario: name,
  story: scenario.story,
  expected: scenario.expected,
  seed,
  scale,
});

/** What the run answers to; other things may have been said within the same millisecond. */
export const eventOf = ({ faultAt: at, fault: what = 'the event' }: Pick<RehearsalStage, 'faultAt' | 'fault'>) =>
  at === undefined ? {} : { event: { at, what } };

function reasonOf({ input }: ExecutionView): string {
  const { reason } = (input ?? {}) as { readonly reason?: unknown };
  return typeof reason === 'string' ? reason : 'none was given';
}

const callOf = ({ at, step, service, operation, region, resource, error }: HistoryLine): Call => ({
  at: Date.parse(at),
  step: step ?? undefined,
  what: `${service}:${operation}`,
  region,
  resource,
  error: error ?? undefined,
});

/** Violations begin with the number of what they break; the story's own and the world's have none. */
function promisesOf({ violations }: Verdict): Kept[] {
  const known = PROMISES.map(({ id, promise }) => ({
    id,
    promise,
    broken: violations.filter((violation) => violation.startsWith(`${id}:`)),
  }));
  const others = violations.filter((violation) => !PROMISES.some(({ id }) => violation.startsWith(`${id}:`)));
  return others.length > 0 ? [...known, { id: '–', promise: 'what the story expects', broken: others }] : known;
}

function keptOf({ world, plan, verdict }: Reported, run: ExecutionView): Pick<RunReportData, 'evidence' | 'digests'> {
  const names = namesOf(plan, run.region);
  const kept = archiveOf(world, names, run.arn);
  const records = kept?.archive.records ?? [];
  return {
    evidence: { records, ...(kept && { location: `s3://${names.evidenceBucket}/${kept.key}` }) },
    digests: [
      ...digestsIn({ records, plan }),
      { name: 'Definition', value: verdict.definitionSha256, of: 'SHA-256 of the state machine that ran' },
    ],
  };
}

const UNMEASURED = [
  'How long AWS really takes: promotion, stack creation, alarms and health checks are modelled, and shorter.',
  'What AWS bills for the run.',
];
