import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { Fence, FencedService } from '../../../lib/domain/fence';
import type { OutputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import { fenceItemCommand, restoreCommands } from '../../edge/fencing/commands';
import type { Standing } from '../../edge/fencing/region';
import { judgeHooks } from '../../edge/hooks/judge';
import { placeOf } from './place';
import { leftRunning, nothingFenced, releaseOf } from './run';
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
    return fence.outcome === 'unknown' ? wait(`${because}; ${byHand}`) : refuse(`${because}; ${byHand}`);
  }
  if (!fence.value || !seen.standing) return wait(`what is fenced in ${region} was not looked at yet`);
  const lifting = { seen, input, region, fence: fence.value, standing: seen.standing };
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

/** Services that stand at zero and did not before; those that were started for the takeover already are left. */
function asleep(lifting: Lifting): FencedService[] {
  const { services } = lifting.standing;
  if (services.outcome !== 'read') return [];
  const now = new Map(services.value.map((service) => [service.arn, service]));
  return wanted(lifting).filter(({ arn }) => now.get(arn)?.desiredCount === 0);
}

/** What had tasks before. Where this Region serves, only what is of the release that does. */
const wanted = ({ input, region, fence }: Pick<Lifting, 'input' | 'region' | 'fence'>): FencedService[] => {
  const release = releaseOf(input);
  return fence.before.services.filter(
    (service) => service.desiredCount > 0 && (region !== input.region || service.release === release),
  );
};

/** Only what was enabled before is looked at. */
const switchedOff = (read: Standing['rules']): string[] =>
  read.outcome === 'read' ? read.value.switches.flatMap(({ name, isEnabled }) => (isEnabled ? [] : [name])) : [];

/** What keeps it from being restored, or is still on its way; each with what a person can do. */
function inTheWay(lifting: Lifting): Verdict | undefined {
  const { seen, input, region, fence, standing } = lifting;
  const { notRestored } = seen;
  const kinds: readonly RestoredKind[] = ['services', 'rules', 'schedules'];
  const unread = kinds.flatMap((kind) => {
    const read = standing[kind];
    return read.outcome === 'read' ? [] : [{ isFinal: read.outcome === 'failed', because: oneLine(read.because) }];
  });
  const refused = kinds.flatMap((kind) =>
    notRestored[kind] === undefined ? [] : [{ isFinal: true, because: notRestored[kind] }],
  );
  const problems = [...unread, ...refused];
  const byHand = listed(restoreCommands(region, { ...fence.before, services: wanted(lifting) }));
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

/** What is not restored, and why: it is gone, or another release serves. */
function leftWords(lifting: Lifting): string[] {
  const { fence, standing } = lifting;
  const { services, rules, schedules } = standing;
  const there = new Set(services.outcome === 'read' ? services.value.map(({ arn }) => arn) : []);
  const kept = new Set(wanted(lifting).map(({ arn }) => arn));
  const gone = [rules, schedules].flatMap((read) => (read.outcome === 'read' ? read.value.missing : []));
  return [
    ...fence.before.services
      .filter(({ arn, desiredCount }) => desiredCount > 0 && there.has(arn) && !kept.has(arn))
      .map(({ arn, stack }) => `${nameOf(arn)} of ${stack} stays at zero: it is not of the release that serves`),
    ...fence.before.services
      .filter(({ arn, desiredCount }) => desiredCount > 0 && !there.has(arn))
      .map(({ arn }) => `${nameOf(arn)} does not exist any more`),
    ...gone.map((name) => `${name} does not exist any more`),
  ];
}

/** The last part of an ARN. */
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;
