import { oneLine } from '../../../lib/domain/text';
import type { FencedKind, Running } from '../../edge/fencing/region';

/** In this order: first what starts work by itself, then what works. */
export const KINDS: readonly FencedKind[] = ['rules', 'schedules', 'services', 'executions'];

/** What is still to be stopped of one kind: what nobody has asked to stop, and what was asked and still ends. */
export interface Left {
  /** Names or ARNs. */
  readonly toStop: readonly string[];
  /** One sentence each. */
  readonly ending: readonly string[];
}

/** What is left of each kind that can be read. */
const LEFT: { readonly [Kind in FencedKind]: (running: Running) => Left | undefined } = {
  services: ({ services }) =>
    services.outcome === 'read'
      ? {
          toStop: services.value.services.flatMap(({ arn, desiredCount }) => (desiredCount > 0 ? [arn] : [])),
          ending: services.value.services.flatMap(({ arn, desiredCount, runningCount, pendingCount }) =>
            desiredCount === 0 && runningCount + pendingCount > 0
              ? [`${nameOf(arn)} still has ${tasks(runningCount + pendingCount)}`]
              : [],
          ),
        }
      : undefined,
  rules: ({ rules }) => (rules.outcome === 'read' ? switchedOn(rules.value.switches) : undefined),
  schedules: ({ schedules }) => (schedules.outcome === 'read' ? switchedOn(schedules.value.switches) : undefined),
  executions: ({ executions }) =>
    executions.outcome === 'read' ? { toStop: executions.value.running, ending: [] } : undefined,
};

const switchedOn = (switches: readonly { readonly name: string; readonly isEnabled: boolean }[]): Left => ({
  toStop: switches.flatMap(({ name, isEnabled }) => (isEnabled ? [name] : [])),
  ending: [],
});

export const leftOf = (running: Running, kind: FencedKind): Left | undefined => LEFT[kind](running);

/** Whether all that the plan names was read, and none of it works. */
export const isStopped = (running: Running): boolean =>
  KINDS.every((kind) => {
    const left = leftOf(running, kind);
    return left !== undefined && left.toStop.length + left.ending.length === 0;
  });

/** Why kinds cannot be read: `denied` says so again, `unknown` may pass. */
export function unread(running: Running): { readonly denied: readonly string[]; readonly unknown: readonly string[] } {
  const because = (outcome: 'failed' | 'unknown') =>
    KINDS.flatMap((kind) => {
      const read = running[kind];
      return read.outcome === outcome ? [oneLine(read.because)] : [];
    });
  return { denied: because('failed'), unknown: because('unknown') };
}

/** Whether a kind could not be read though it was asked for: what answers in part is not silent. */
export const isSilent = (running: Running): boolean =>
  KINDS.some((kind) => {
    const read = running[kind];
    return read.outcome === 'unknown' && !read.isPartial;
  });

const WORDS: Readonly<Record<FencedKind, readonly [one: string, several: string, how: string]>> = {
  rules: ['rule', 'rules', 'disabling'],
  schedules: ['schedule', 'schedules', 'disabling'],
  services: ['ECS service', 'ECS services', 'stopping'],
  executions: ['execution', 'executions', 'stopping'],
};

/** `stopping 2 ECS services in us-east-1: …` */
export function stoppingWords(kind: FencedKind, names: readonly string[], region: string): string {
  const [one, several, how] = WORDS[kind];
  const shown = names.slice(0, 5).map(nameOf);
  const more = names.length > shown.length ? [`${names.length - shown.length} more`] : [];
  const subject = names.length === 1 ? `the ${one}` : `${names.length} ${several}`;
  return `${how} ${subject} in ${region}: ${[...shown, ...more].join(', ')}`;
}

/** What the plan names and is not there, one sentence each. */
export function missingWords({ services, rules, schedules, executions }: Running, region: string): string[] {
  const absent = (what: string, names: readonly string[]) =>
    names.map((name) => `the ${what} ${name} does not exist in ${region}`);
  return [
    ...(services.outcome === 'read' ? absent('stack', services.value.missing) : []),
    ...(rules.outcome === 'read' ? absent('rule', rules.value.missing) : []),
    ...(schedules.outcome === 'read' ? absent('schedule', schedules.value.missing) : []),
    ...(executions.outcome === 'read' ? executions.value.missing.map((because) => `${because} in ${region}`) : []),
  ];
}

/** The last part of an ARN; a name as it is. */
export const nameOf = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? (nameOrArn.split(/[/:]/).at(-1) ?? nameOrArn) : nameOrArn;

const tasks = (count: number): string => (count === 1 ? '1 task' : `${count} tasks`);
