import { act, type Decision, done, join, refuse } from '../../../lib/domain/decision';
import type { Lock } from '../../../lib/domain/lock';
import { ALARM_AGE_SECONDS_MAX, type Request, readRequest } from '../../../lib/domain/request';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { freeLockCommand } from './free-lock';
import type { admitRun } from './step';

export interface Seen {
  /** The plan's lock item in this Region; `undefined` before the first run. */
  readonly lock: Lock | undefined;
  /** Set when the run that holds the lock is over. @default it runs, or nobody can tell */
  readonly ownerEnded?: Ended;
}

export interface Ended {
  /** Of the execution, in Step Functions' words; `forgotten` when Step Functions no longer knows it. */
  readonly status: string;
}

/** Take the lock, if it is still the one that was seen. */
export interface Acquire {
  readonly rank: number;
  readonly observed: Lock | undefined;
}

type Input = InputOf<typeof admitRun>;

export function decide({ lock, ownerEnded }: Seen, input: Input): Decision<Acquire, OutputOf<typeof admitRun>> {
  const { run, request: written, plan, region } = input;
  const read = readRequest(written);
  if ('problems' in read) return refuse(read.problems.join('; '));
  const { request } = read;

  if (lock?.state === 'held' && lock.owner === run.id) {
    const { reason, trigger } = request;
    return done(
      { epoch: lock.epoch, reason, ...(trigger && { trigger }) },
      `admitted under epoch ${lock.epoch}: ${reason}`,
    );
  }
  const stale = staleness(request, input);
  if (stale) return refuse(stale);
  if (lock?.state === 'held') {
    return ownerEnded
      ? refuse(leftBehind(lock, ownerEnded, input))
      : join(`${lock.owner} does this work since ${lock.since}, under epoch ${lock.epoch}`);
  }

  const rank = plan.regions.indexOf(region);
  if (rank < 0)
    return refuse(`${region} is not a Region of plan ${plan.name}; its Regions are ${listed(plan.regions)}`);
  return act({ rank, observed: lock }, `taking the lock of ${plan.name} in ${region}`);
}

/** Joining a run that is dead would end well with nothing done, so a person is told how to go on. */
const leftBehind = (lock: Lock, { status }: Ended, input: Input): string =>
  `${lock.owner} ${status === 'forgotten' ? 'is no longer known to Step Functions and ended' : `ended ${status}`} ` +
  `without giving back the lock of epoch ${lock.epoch}; after ${lock.quietAt} free it with the following command, ` +
  `and start again: ${freeLockCommand(lock, input)}`;

/** Why the trigger must not start anything any more, or `undefined`. */
function staleness({ trigger }: Request, { names, now }: Input): string | undefined {
  if (!trigger) return undefined;
  if (trigger.alarmArn !== names.alarmArn) {
    return `started by ${trigger.alarmArn}, which is not the alarm of this plan (${names.alarmArn})`;
  }
  const ageSeconds = Math.round((Date.parse(now) - Date.parse(trigger.at)) / 1000);
  return ageSeconds > ALARM_AGE_SECONDS_MAX
    ? `the alarm is ${ageSeconds} s old, at most ${ALARM_AGE_SECONDS_MAX} s are allowed; ` +
        'start a run by hand if it still holds'
    : undefined;
}
