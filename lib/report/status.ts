import { type Approval, standingOf } from '../domain/approval';
import type { Automation } from '../domain/automation';
import { leavesNothing } from '../domain/ending';
import type { EvidenceRecord } from '../domain/evidence';
import type { Lock } from '../domain/lock';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { listed, oneLine } from '../domain/text';
import { type Verb, verbFrom } from '../domain/verbs';
import { nextAfter } from './next';
import { outcomeOf } from './notification';

/** A run, as far as it can be seen from outside. */
export interface SeenRun {
  /** Execution ARN. */
  readonly id: string;
  readonly verb: Verb;
  /** In Step Functions' words; `unknown` when it cannot be read. */
  readonly status: string;
  /** The state that it is in, or ended in. @default its history cannot be read */
  readonly state?: string | undefined;
  /** What its newest step said last. @default nothing was said yet */
  readonly because?: string | undefined;
  /** Its evidence so far. @default it cannot be read */
  readonly records?: readonly EvidenceRecord[] | undefined;
  /** @default it has asked nobody */
  readonly approval?: Approval | undefined;
}

/** What one Region says of itself. */
export type SeenRegion =
  | { readonly region: string; readonly outcome: 'unreachable'; readonly because: string }
  | {
      readonly region: string;
      readonly outcome: 'read';
      readonly lock: Lock | undefined;
      /** The epoch that it claims to serve under; 0 when it never has. */
      readonly claimedEpoch: number;
      readonly automation: Automation | undefined;
      /** The run that holds the lock, or the last one that ended. @default there never was one */
      readonly run?: SeenRun | undefined;
      /** What else there is to know: kept warm, fenced, not ready, a divergence; a sentence each. */
      readonly notes: readonly Note[];
    };

/** One thing to know of a Region, and what a person would type about it. */
export interface Note {
  readonly because: string;
  /** @default nothing is to be done */
  readonly next?: string;
}

export interface SeenPlan {
  readonly plan: Plan;
  readonly regions: readonly SeenRegion[];
  /** Database → Region of its writer; `undefined` where RDS could not be asked. */
  readonly writers: Readonly<Record<string, string | undefined>>;
}

/** What is to be known of one Region. */
export interface RegionStatus {
  readonly region: string;
  /** Where the Region stands, a sentence each. */
  readonly says: readonly string[];
  /** What is safe to do next, a line each; empty when nothing needs to be done. */
  readonly next: readonly string[];
}

export interface PlanStatus {
  /** Where users and writers are, in one sentence. */
  readonly says: string;
  readonly regions: readonly RegionStatus[];
}

/** Where a plan stands, why, and the next safe command, for each Region. */
export const statusOf = (seen: SeenPlan): PlanStatus => ({
  says: activeSentence(seen),
  regions: seen.regions.map((one) => regionStatus(one, seen.plan)),
});

function activeSentence({ plan, regions, writers }: SeenPlan): string {
  const places = Object.entries(writers).map(([name, region]) => `${name} in ${region ?? 'no Region that is known'}`);
  const written = places.length > 0 ? `writers: ${places.join(', ')}` : 'the plan names no database';
  const claims = regions.flatMap((one) => (one.outcome === 'read' && one.claimedEpoch > 0 ? [one] : []));
  const highest = claims.sort((a, b) => b.claimedEpoch - a.claimedEpoch)[0];
  const dark = regions.filter(({ outcome }) => outcome === 'unreachable').map(({ region }) => region);
  const all = dark.length === 0 && regions.length === plan.regions.length;
  const nobody = all ? `nobody ever claimed the traffic of ${plan.regions[0]}` : 'not every claim is known';
  const claimed = highest ? `${highest.region} claims to serve under epoch ${highest.claimedEpoch}` : nobody;
  return `${plan.name}: ${written}; ${claimed}${dark.length > 0 ? `; ${listed(dark)} cannot be read` : ''}`;
}

function regionStatus(seen: SeenRegion, plan: Plan): RegionStatus {
  const { region } = seen;
  if (seen.outcome === 'unreachable') {
    const says = [`cannot be read: ${oneLine(seen.because, 300)}`];
    return { region, says, next: ['what stands there is not known; look again once it answers:', AGAIN] };
  }
  const { lock, claimedEpoch, automation, run, notes } = seen;
  const isOpen = lock !== undefined && lock.state !== 'free';
  return {
    region,
    says: [
      lockSentence(lock),
      claimedEpoch > 0 ? `claims epoch ${claimedEpoch}` : 'claims nothing',
      ...(run ? runSentences(run, isOpen) : []),
      ...movedSentences(lock, run),
      ...automationSentences(automation),
      ...notes.map(({ because }) => oneLine(because, 600)),
    ],
    next: [
      ...(run ? nextOfRun(run, { plan, region, isOpen }) : []),
      ...(automation?.state === 'off' ? ['automatic runs start again with:', ON_AGAIN] : []),
      ...notes.flatMap(({ next }) => next ?? []),
    ],
  };
}

const AGAIN = '  npx understudy status';
const ON_AGAIN = '  npx understudy automation on --because "…"';

function lockSentence(lock: Lock | undefined): string {
  if (!lock) return 'no run has ever held its lock';
  const { state, owner, verb, epoch, since } = lock;
  if (state === 'free') return `its lock is free, epoch ${epoch}`;
  const how = state === 'held' ? 'held' : 'wanted';
  return `its lock is ${how} by the ${verb} ${oneLine(owner)}, epoch ${epoch}, since ${since}`;
}

function runSentences({ id, verb, status, state, because, approval }: SeenRun, isOpen: boolean): string[] {
  const ended = (status === 'SUCCEEDED' || status === 'FAILED') && state !== undefined;
  const how = ended ? `ended ${state}` : `is ${status}${state ? ` in ${state}` : ''}`;
  // What a machine was waiting for when it died holds no longer; `unknown` says why it cannot be read.
  const isDead = !ended && !['RUNNING', 'unknown'].includes(status);
  const why = because && !isDead ? `: ${oneLine(because, 600)}` : '';
  const standing = approval && isOpen ? standingOf(approval) : undefined;
  return [
    `${isOpen ? 'the' : 'its last'} ${verb} ${how}${why} (${oneLine(id)})`,
    ...(standing?.kind === 'open' && approval
      ? [`it waits for ${standing.missing} to approve until ${approval.expiresAt}: ${oneLine(approval.because, 600)}`]
      : []),
  ];
}

/** The run that users were moved by last, or should have been, where another one came after it. */
function movedSentences(lock: Lock | undefined, run: SeenRun | undefined): string[] {
  const last = lock?.lastRun;
  if (!last || last.id === run?.id) return [];
  const what = last.changed ? 'the last one that moved users' : 'the last one that was to move users';
  return [`${what} ended at ${oneLine(last.endedAt, 40)} (${oneLine(last.id)})`];
}

const automationSentences = (automation: Automation | undefined): string[] =>
  automation?.state === 'off'
    ? [`automatic runs are off since ${automation.at} by ${oneLine(automation.by)}: ${oneLine(automation.because)}`]
    : [];

interface Standing {
  readonly plan: Plan;
  readonly region: string;
  readonly isOpen: boolean;
}

function nextOfRun(run: SeenRun, { plan, region, isOpen }: Standing): string[] {
  if (isOpen && run.approval && standingOf(run.approval).kind === 'open') {
    return [
      'decide, under your own name:',
      `  npx understudy approve '${run.id}' --because "…"`,
      `  npx understudy decline '${run.id}' --because "…"`,
    ];
  }
  if (run.status === 'RUNNING') return ['wait: it is at work, and this shows it again:', AGAIN];
  if (run.status === 'unknown')
    return [`${oneLine(run.id)} cannot be read; look again once its Region answers:`, AGAIN];
  if (isOpen) {
    return [
      'its machine has ended and left the lock: close-left-behind closes it within minutes, or you do:',
      `  npx understudy break-lock --region ${region} --because "…"`,
    ];
  }
  if (leavesNothing(run.state ?? '')) return [];
  const failed = run.records?.filter(({ kind }) => kind === 'failed') ?? [];
  const outcome = outcomeOf(failed.map(({ step, data }) => ({ step, kind: kindOf(data.kind) })));
  const place = { plan, region, names: namesOf(plan, region) };
  return nextAfter({ ...place, verb: verbFrom(run.verb), runId: run.id, outcome, records: run.records });
}

type Kind = Parameters<typeof outcomeOf>[0][number]['kind'];
const kindOf = (kind: unknown): Kind =>
  kind === 'joined' || kind === 'refused' || kind === 'overdue' ? kind : 'broken';

/** A status as lines for a person. */
export const statusLines = ({ says, regions }: PlanStatus): string[] => [
  says,
  ...regions.flatMap(({ region, says: lines, next }) => [
    '',
    `${region}:`,
    ...lines.map((line) => `  - ${line}`),
    ...(next.length > 0 ? next.map((line) => `  ${line}`) : ['  nothing needs to be done']),
  ]),
];
