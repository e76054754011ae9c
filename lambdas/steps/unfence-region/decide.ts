import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { type Fence, type FencedService, type Restorable, restorable } from '../../../lib/domain/fence';
import type { OutputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import { fenceItemCommand, restoreCommands } from '../../edge/fencing/commands';
import type { Standing } from '../../edge/fencing/restored';
import { SILENT_SECONDS_MAX } from '../../edge/fencing/silence';
import { judgeHooks } from '../../edge/hooks/judge';
import { placeOf } from './place';
import { isUpkeep, leftRunning, nothingFenced, releaseOf } from './run';
import type { Act, Input, RestoredKind, Seen } from './seen';
import type { unfenceRegion } from './step';
import { whose } from './whose';

type Verdict = Decision<Act, OutputOf<typeof unfenceRegion>>;

/** A fence that is to be lifted, and how what it stopped stands now. */
interface Lifting {
  readonly seen: Seen;
  readonly input: Input;
  /** The Region whose fence it is. */
  readonly region: string;
  readonly fence: Fence;
  /** What of the item is restored, and what is not: it comes from another Region. */
  readonly restorable: Restorable;
  readonly standing: Standing;
}

/** Restores what the item says and nothing else; what somebody has changed since is left as they made it. */
export function decide(seen: Seen | undefined, input: Input): Verdict {
  const nothing = nothingFenced(input);
  if (nothing !== undefined || !seen) {
    return done({ restored: [] }, [nothing ?? 'nothing was looked for', ...leftRunning(input)].join('; '));
  }
  const found = whose(placeOf(seen, input), seen, input);
  if ('kind' in found) return found;
  const { region, fence } = found.target;
  if (fence.outcome !== 'read') {
    const because = `what is fenced in ${region} is not known: ${oneLine(fence.because)}`;
    const byHand = `see what was stopped there, and start it again: ${fenceItemCommand(input.plan, region)}`;
    const isLate = seen.silentSeconds >= SILENT_SECONDS_MAX;
    return fence.outcome === 'unknown' && !isLate ? wait(`${because}; ${byHand}`) : refuse(`${because}; ${byHand}`);
  }
  if (!fence.value || !seen.standing) return wait(`what is fenced in ${region} was not looked at yet`);
  const known = restorable(fence.value.before, { plan: input.plan, region });
  const lifting = { seen, input, region, fence: fence.value, restorable: known, standing: seen.standing };
  return restore(lifting) ?? inTheWay(lifting) ?? lift(lifting);
}

/** Services first: where the run turned back, users wait for them. */
function restore(lifting: Lifting): Verdict | undefined {
  const { seen, region, standing } = lifting;
  const { notRestored } = seen;
  if (seen.pause !== undefined) return wait(seen.pause);
  const services = asleep(lifting);
  if (services.length > 0 && notRestored.services === undefined) {
    const list = services.map(({ arn, desiredCount }) => ({ arn, desiredCount }));
    const words = services.map(({ arn, desiredCount }) => `${nameOf(arn)} (${desiredCount})`);
    return act({ kind: 'scale', region, services: list }, `starting ECS services in ${region} again: ${listed(words)}`);
  }
  for (const what of ['rules', 'schedules'] as const) {
    const names = switchedOff(standing[what]);
    if (names.length === 0 || notRestored[what] !== undefined) continue;
    return act({ kind: 'enable', region, what, names }, `enabling ${what} in ${region} again: ${listed(names)}`);
  }
  return undefined;
}

/** Services that have fewer tasks than before; those that were started for the takeover already are left. */
function asleep(lifting: Lifting): FencedService[] {
  const { services } = lifting.standing;
  if (services.outcome !== 'read') return [];
  const now = new Map(services.value.map((service) => [service.arn, service.desiredCount]));
  return wanted(lifting).filter(({ arn, desiredCount }) => (now.get(arn) ?? desiredCount) < desiredCount);
}

/**
 * What had tasks before. Where this Region serves, only what is of the release that does: upkeep, which knows none,
 * starts what was stopped in vain, and nothing where a later run has taken this Region over since.
 */
const wanted = (lifting: Pick<Lifting, 'seen' | 'input' | 'region' | 'restorable' | 'fence'>): FencedService[] => {
  const { input, region } = lifting;
  const release = releaseOf(input);
  const isWanted = (service: FencedService) =>
    region !== input.region || (isUpkeep(input) ? !isTakenOver(lifting) : service.release === release);
  return lifting.restorable.before.services.filter((service) => service.desiredCount > 0 && isWanted(service));
};

/** Whether this Region was fenced, replaced, and has been taken over again: that run has started what serves. */
const isTakenOver = ({ seen, fence }: Pick<Lifting, 'seen' | 'fence'>): boolean => seen.claimedEpoch > fence.epoch;

/** Only what was enabled before is looked at. */
const switchedOff = (read: Standing['rules']): string[] =>
  read.outcome === 'read' ? read.value.switches.flatMap(({ name, isEnabled }) => (isEnabled ? [] : [name])) : [];

/** What keeps it from being restored, or is still on its way; each with what a person can do. */
function inTheWay(lifting: Lifting): Verdict | undefined {
  const { seen, input, region, standing } = lifting;
  const { notRestored } = seen;
  const isLate = seen.silentSeconds >= SILENT_SECONDS_MAX;
  const kinds: readonly RestoredKind[] = ['services', 'rules', 'schedules'];
  const unread = kinds.flatMap((kind) => {
    const read = standing[kind];
    return read.outcome === 'read'
      ? []
      : [{ isFinal: read.outcome === 'failed' || isLate, because: oneLine(read.because) }];
  });
  const refused = kinds.flatMap((kind) =>
    notRestored[kind] === undefined ? [] : [{ isFinal: true, because: notRestored[kind] }],
  );
  const problems = [...unread, ...refused];
  const byHand = listed(restoreCommands(region, { ...lifting.restorable.before, services: wanted(lifting) }));
  if (problems.length > 0) {
    const because = `${region} is still fenced: ${listed(problems.map((one) => one.because))}; by hand: ${byHand}`;
    return problems.some(({ isFinal }) => isFinal) ? refuse(because) : wait(because);
  }
  const starting = stillStarting(lifting);
  if (starting.length > 0) return wait(`${region} starts again: ${listed(starting)}`);
  const { plan, now } = input;
  const hooks = judgeHooks(plan.hooks.unfence, { point: 'unfence', records: seen.records, now });
  return hooks.kind === 'done' ? undefined : hooks;
}

/** Services that shall have tasks again and have fewer. */
function stillStarting(lifting: Lifting): string[] {
  const { services } = lifting.standing;
  const names = new Set(wanted(lifting).map(({ arn }) => arn));
  return services.outcome === 'read'
    ? services.value.flatMap(({ arn, desiredCount, runningCount }) =>
        names.has(arn) && runningCount < desiredCount
          ? [`${nameOf(arn)} has ${runningCount} of ${desiredCount} tasks`]
          : [],
      )
    : [];
}

function lift(lifting: Lifting): Verdict {
  const { input, region, fence } = lifting;
  const restored = restoredWords(lifting);
  const lifted = { runId: input.run.id, at: input.now, restored, left: leftWords(lifting) };
  const next: Fence = { ...fence, state: 'lifted', version: fence.version + 1, lifted };
  return act(
    { kind: 'lift', region, next, observedVersion: fence.version },
    [`all of ${region} that is to run again does`, ...restored].join('; '),
  );
}

function restoredWords(lifting: Lifting): string[] {
  const { services, rules, schedules } = lifting.standing;
  const tasks = new Map(
    services.outcome === 'read' ? services.value.map(({ arn, desiredCount }) => [arn, desiredCount] as const) : [],
  );
  const enabled = (read: Standing['rules']) => (read.outcome === 'read' ? read.value.switches : []);
  return [
    ...wanted(lifting)
      .filter(({ arn }) => tasks.has(arn))
      .map(({ arn, stack }) => `${nameOf(arn)} of ${stack} has ${tasks.get(arn)} tasks`),
    ...enabled(rules).map(({ name }) => `the rule ${name} is enabled`),
    ...enabled(schedules).map(({ name }) => `the schedule ${name} is enabled`),
  ];
}

/** What is not restored, and why: it is gone, another release serves, or the item may not ask for it. */
function leftWords(lifting: Lifting): string[] {
  const { standing, restorable: known } = lifting;
  const { services, rules, schedules } = standing;
  const there = new Set(services.outcome === 'read' ? services.value.map(({ arn }) => arn) : []);
  const kept = new Set(wanted(lifting).map(({ arn }) => arn));
  const gone = [rules, schedules].flatMap((read) => (read.outcome === 'read' ? read.value.missing : []));
  const before = known.before.services.filter(({ desiredCount }) => desiredCount > 0);
  const because = isUpkeep(lifting.input)
    ? 'is left as it is: a later run has taken this Region over, and has started what serves'
    : 'stays at zero: it is not of the release that serves';
  return [
    ...before
      .filter(({ arn }) => there.has(arn) && !kept.has(arn))
      .map(({ arn, stack }) => `${nameOf(arn)} of ${stack} ${because}`),
    ...before.filter(({ arn }) => !there.has(arn)).map(({ arn }) => `${nameOf(arn)} does not exist any more`),
    ...gone.map((name) => `${name} does not exist any more`),
    ...known.left,
  ];
}

/** The last part of an ARN. */
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;
