import { namesOf } from '../../../lib/domain/names';
import { ResourceFailed } from '../../../lib/rehearsal/aws/provisioner/create';
import type { Prepared } from '../prepare';
import { type Simulation, simulate } from '../simulation';
import { createGrantsDecider, type Denial } from './grants';
import type { OwnRoles } from './own-roles';
import { TALES, type Tale } from './tales';

/** What taking one grant away comes to. */
export interface Removed {
  /**
   * `ended`: a run ends badly, and says why. `quiet`: everything goes on, and somebody says what was denied. `silent`:
   * nobody can know. `unmet`: nothing was denied.
   */
  readonly kind: 'ended' | 'quiet' | 'silent' | 'unmet';
  /** Who said it first: the state of a run, or a function in its log. */
  readonly where: string;
  /** What was said; of a silent one, what was denied. */
  readonly sentence: string;
}

export interface Ground {
  readonly prepared: Prepared;
  readonly ownRoles: OwnRoles;
}

/** How a run ends that has done what it is for. */
const GOOD_ENDS = ['Serving', 'Passed', 'Warm', 'Settled', 'StoodDown', 'Retired'];
/** A run that waits for what it may not see is overdue by then. */
const RUN_MINUTES_MAX = 120;
/** What is done again and again without a run was done again by then. */
const IDLE_MINUTES_MAX = 6;

/** So many tales are played for one grant: where one can do without what is denied, another says so. */
const TALES_MAX = 4;

/** Plays tales without one grant, until somebody says what was denied. */
export async function removed(
  ground: Ground,
  { tales, without }: { readonly tales: readonly string[]; readonly without: string },
): Promise<Removed> {
  let last: Removed = { kind: 'unmet', where: '', sentence: '' };
  for (const tale of tales.slice(0, TALES_MAX)) {
    last = await removedIn(ground, { tale, without });
    if (last.kind === 'ended' || last.kind === 'quiet') break;
  }
  return last;
}

/** Plays a tale without one grant, and ends it as soon as it is known what comes of that. */
async function removedIn(
  { prepared, ownRoles }: Ground,
  { tale, without }: { readonly tale: string; readonly without: string },
): Promise<Removed> {
  const witness = createWitness();
  const iam = createGrantsDecider({ ownRoles, without, onDenied: witness.denied });
  const simulated = await simulate({
    ...{ prepared, seed: 1, faults: [], iam },
    hears: {
      onLog: ({ name }, line) => witness.hears(name, JSON.stringify(line)),
      onThrown: ({ name }, error) => witness.hears(name, (error as Error).message),
    },
    story: (simulation) => played(simulation, TALES[tale] as Tale, witness),
  }).catch((error: unknown) => undeployed(error, witness));
  if ('kind' in simulated) return simulated;
  const { moments } = simulated;
  const { denial, said } = witness;
  if (!denial) return { kind: 'unmet', where: '', sentence: '' };
  const inRun = moments.find(({ because }) => witness.isNamed(because));
  const where = inRun?.step ?? said?.where;
  if (where === undefined) return { kind: 'silent', where: tale, sentence: denied(denial) };
  return { kind: witness.endedBadly ? 'ended' : 'quiet', where, sentence: inRun?.because ?? said?.text ?? '' };
}

/** Some grants are asked for as a stack is made: without them nothing is deployed, and CloudFormation says why. */
function undeployed(error: unknown, { denial }: Witness): Removed {
  if (!denial || !(error instanceof ResourceFailed)) throw error;
  return { kind: 'ended', where: error.logicalId, sentence: error.reason };
}

const denied = ({ roleArn, request }: Denial): string => `${roleArn} ${request.action} ${request.resource}`;

/** Sees what is denied, and hears who says so. */
function createWitness() {
  const witness = {
    denial: undefined as Denial | undefined,
    said: undefined as { readonly where: string; readonly text: string } | undefined,
    endedBadly: false,
    denied: (denial: Denial) => {
      witness.denial ??= denial;
    },
    /** Whether a text tells people what was denied. */
    isNamed: (text: string): boolean =>
      witness.denial !== undefined &&
      /AccessDenied|is not authorized to perform/.test(text) &&
      text.includes(witness.denial.request.action),
    hears: (where: string, text: string) => {
      if (!witness.said && witness.isNamed(text)) witness.said = { where, text };
    },
  };
  return witness;
}

type Witness = ReturnType<typeof createWitness>;

async function played(simulation: Simulation, tale: Tale, witness: Witness): Promise<void> {
  const { clock, services } = simulation.world;
  simulation.close();
  const naming = new Set<string>();
  let deniedAt: number | undefined;
  services.states.onHistory((event) => {
    if (witness.isNamed(JSON.stringify(event))) naming.add(event.executionArn);
  });
  const isOver = (): boolean => {
    if (!witness.denial) return false;
    if (deniedAt === undefined) {
      deniedAt = clock.now();
      restWatches(simulation);
    }
    witness.endedBadly = [...naming].some((run) => isBad(services.states.execution(run)));
    const minutes = (clock.now() - deniedAt) / 60_000;
    const isIdle = simulation.runs().every(hasEnded);
    return witness.endedBadly || minutes > RUN_MINUTES_MAX || (isIdle && minutes > IDLE_MINUTES_MAX);
  };
  await tale(untilOver(simulation, isOver)).catch((error: unknown) => {
    if (!(error instanceof Over)) throw error;
  });
  // A tale may have told its last before the run has that it denied something to.
  if (witness.denial) await simulation.until(isOver, RUN_MINUTES_MAX);
}

const isBad = (run: { readonly status: string; readonly lastState?: string } | undefined): boolean =>
  run !== undefined && run.status !== 'RUNNING' && !GOOD_ENDS.includes(run.lastState ?? '');

/**
 * Whatever was denied, the watch of the Regions has no part in what comes of it once it was said: its minutes, in which
 * a run waits for what it may not see, would take the longest of all.
 */
function restWatches({ plan, world }: Simulation): void {
  for (const region of [...plan.regions, plan.watch.witness ?? '']) {
    for (const slug of ['watch-region', 'close-left-behind', 'on-alarm', 'on-schedule']) {
      world.services.events.pause({ region, functionName: namesOf(plan, region).lambda(slug) });
    }
  }
}

/** Breaks a tale off. */
class Over extends Error {}

function untilOver(simulation: Simulation, isOver: () => boolean): Simulation {
  const until: Simulation['until'] = async (holds, minutes) => {
    const held = await simulation.until(() => isOver() || holds(), minutes);
    if (isOver()) throw new Over();
    return held;
  };
  return { ...simulation, until, quiet: (minutes) => until(() => simulation.runs().every(hasEnded), minutes) };
}

const hasEnded = ({ status }: { readonly status: string }): boolean => status !== 'RUNNING';
