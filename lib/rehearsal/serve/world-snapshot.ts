import { standingOf } from '../../domain/approval';
import { isOpenDivergence } from '../../domain/divergence';
import type { Layout } from '../../domain/layout';
import { VERBS, type Verb } from '../../domain/verbs';
import { pictureOf } from '../../report/run-picture';
import { offersOf } from './actions';
import { factsOf } from './facts';
import { orderSeconds } from './order-seconds';
import type { Seen, SeenRegion, SeenRun } from './seen';
import type { RegionSnapshot, RunLine, Sentence, ShownRun, WorldSnapshot } from './snapshot';
import { tourOf } from './tour';

/** What a step of each verb is called and where it stands, as the workflows say. */
export type Layouts = Readonly<Record<Verb, Layout>>;

const SENTENCES_SHOWN = 80;
const RUNS_SHOWN = 8;

/** Makes of what was seen what people are shown. */
export function worldSnapshot(seen: Seen, layouts: Layouts): WorldSnapshot {
  const { plan, vitals, settlement } = seen;
  const shown = shownRun(seen.runs);
  const active = activeIn(seen);
  const answered = vitals?.answer?.region ?? vitals?.answer?.address;
  return {
    plan: plan.name,
    publicName: plan.traffic.records[0]?.name ?? '',
    scale: seen.scale,
    automation: plan.automation,
    automaticRuns: seen.regions.some(({ automation }) => automation.state === 'off') ? 'off' : 'on',
    ...(active !== undefined && { active }),
    ...(answered !== undefined && { answered }),
    ...(settlement && { settled: { region: settlement.active, epoch: settlement.epoch } }),
    isRoute53Down: seen.isRoute53Down,
    regions: seen.regions.map((region) => regionSnapshot(seen, region)),
    clients: {
      acknowledgedPerSecond: vitals?.clients?.okPerSecond ?? 0,
      failedPerSecond: vitals?.clients?.failedPerSecond ?? 0,
      seconds: orderSeconds(seen.orders, seen.at),
    },
    ...(shown && { run: pictured(shown, layouts) }),
    runs: seen.runs.slice(-RUNS_SHOWN).reverse().map(runLine),
    sentences: sentencesOf(seen),
    facts: factsOf(seen),
    offers: offersOf(seen),
    tour: tourOf(seen),
  };
}

/** The Region that holds the writer of every database. */
function activeIn({ databases }: Pick<Seen, 'databases'>): string | undefined {
  const writers = new Set(databases.map(({ writer }) => writer));
  return writers.size === 1 ? [...writers][0] : undefined;
}

function regionSnapshot({ plan, databases, vitals }: Seen, region: SeenRegion): RegionSnapshot {
  const member = vitals?.members?.find((one) => one.region === region.region);
  const move = databases.map(({ status }) => status).find((status) => status !== 'available');
  const { lock } = region;
  return {
    region: region.region,
    isHome: region.region === plan.regions[0],
    isLost: region.isLost,
    isSick: region.isSick,
    isAnswered: vitals?.answer?.region === region.region,
    database: {
      role: region.isRebuilding ? 'rebuilding' : (member?.role ?? 'down'),
      ...(move !== undefined && { move }),
      ...(member?.lagSeconds !== undefined && { lagSeconds: member.lagSeconds }),
      isLinkCut: region.isLinkCut,
    },
    stacks: region.stacks,
    alarm: region.alarm ?? 'INSUFFICIENT_DATA',
    lock: { state: lock?.state ?? 'free', ...(lock && { verb: lock.verb }), epoch: lock?.epoch ?? 0 },
    claimedEpoch: region.claimedEpoch,
    hasOpenDivergence: isOpenDivergence(region.divergence),
  };
}

/** Housekeeping and what only joins another run is not what people wait for. */
const isQuiet = ({ verb, lastState }: SeenRun): boolean =>
  ['settle', 'stand-down', 'retire', 'check'].includes(verb) || lastState === 'Joined';

/** The newest run that goes on; else the newest that people wait for; else the newest. */
function shownRun(runs: readonly SeenRun[]): SeenRun | undefined {
  const loud = runs.filter((run) => !isQuiet(run));
  return loud.findLast(({ status }) => status === 'RUNNING') ?? loud.at(-1) ?? runs.at(-1);
}

function pictured(run: SeenRun, layouts: Layouts): ShownRun {
  const { arn, region, approval } = run;
  const verb = VERBS.find((one) => one === run.verb) ?? 'failover';
  const steps = layouts[verb].steps.map(({ name }) => name);
  const isAsked = approval && approval.usedAt === undefined && standingOf(approval).kind === 'open';
  return {
    ...pictureOf({ run: arn, verb, region, steps }, run.events),
    name: arn.split(':').at(-1) ?? arn,
    ...(isAsked && { asks: { because: approval.because, expiresAt: approval.expiresAt } }),
  };
}

const runLine = ({ arn, verb, region, status, lastState, startedAt }: SeenRun): RunLine => ({
  run: arn,
  verb,
  region,
  outcome: status === 'RUNNING' ? 'running' : lastState || status,
  startedAt,
});

function sentencesOf({ moments, runs }: Seen): Sentence[] {
  const byRun = new Map(runs.map(({ arn, verb, region }) => [arn, `${verb} of ${region}`]));
  return moments
    .slice(-SENTENCES_SHOWN)
    .reverse()
    .map(({ at, step, because, run = '' }) => {
      const by = byRun.get(run);
      return { at, step, because, ...(by !== undefined && { by }) };
    });
}
