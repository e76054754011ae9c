import {
  atWorkElsewhere,
  judgeOthers,
  judgeOwnItem,
  type OthersSeen,
  type OwnVerdict,
  unclearBecause,
  unheard,
} from '../../../lib/domain/admission';
import { heldBack, heldBackElsewhere, type StandingElsewhere } from '../../../lib/domain/automation';
import { act, done, join, refuse, wait } from '../../../lib/domain/decision';
import { impossibleQuiet, isQuiet, type Lock, regionOfRun } from '../../../lib/domain/lock';
import { usualSeconds } from '../../../lib/domain/pace';
import { type Request, readRequest, type Trigger } from '../../../lib/domain/request';
import { listed } from '../../../lib/domain/text';
import { standingOfVerb } from '../../../lib/domain/verbs';
import { claimantOf, type Elsewhere, freeing, type Input, LISTEN_SECONDS, type Seen, type Verdict } from './acts';
import { inEveryRegion } from './planned';
import { triggerProblem } from './trigger-problem';

/** How long a run without a majority waits for one; a link that flaps is back by then. */
export const MAJORITY_SECONDS = 60;

export function decide(seen: Seen, input: Input): Verdict {
  const { plan, region, request: written, run } = input;
  const read = readRequest(written);
  if ('problems' in read) return refuse(read.problems.join('; '));
  if (!plan.regions.includes(region)) {
    return refuse(`${region} is not a Region of plan ${plan.name}; its Regions are ${listed(plan.regions)}`);
  }
  const { request } = read;
  const own = judgeOwnItem(seen.own, claimantOf(input));
  if (own.kind === 'over') return over(own.lock, seen, input);
  const isPlanned = standingOfVerb(run.verb).takes === 'every';
  if (own.kind === 'admitted' && !isPlanned) return admitted(own.lock.epoch, request, { seen, input });
  if (own.kind === 'ask' && !isPlanned) return acrossRegions(seen, request, input);
  const stale = own.kind === 'ask' || own.kind === 'admitted' ? undefined : triggerProblem(request, input);
  if (stale) return refuse(stale);
  if (own.kind === 'left') return freeing({ ...own, region });
  if (own.kind === 'taken') return joinOrClose(own, seen.own, input);
  if (isPlanned) return inEveryRegion(seen, input, (epoch) => admitted(epoch, request, { seen, input }));
  return own.kind === 'take'
    ? take(own, seen, { input, trigger: request.trigger })
    : wait('the lock was not judged yet');
}

interface Looked {
  readonly seen: Seen;
  readonly input: Input;
}

function admitted(
  epoch: number,
  { reason, trigger, withoutMajority }: Request,
  { seen: { own, took = {} }, input }: Looked,
): Verdict {
  const { lock } = own;
  const usual = usualSeconds(took);
  const alone = withoutMajority === undefined ? '' : `; needs no majority of the Regions: ${withoutMajority}`;
  const output = {
    epoch,
    reason,
    ...(trigger && { trigger }),
    ...(lock && !isQuiet(lock, input.now) && { quietAt: lock.quietAt }),
    ...(Object.keys(usual).length > 0 && { usualSeconds: usual }),
  };
  return done(output, `admitted under epoch ${epoch}: ${reason}${alone}`);
}

/** After it withdrew, a run joins the one it made room for. */
function over({ owner, since }: Lock, { elsewhere }: Seen, { plan, run }: Input): Verdict {
  const first = elsewhere && atWorkElsewhere({ regions: plan.regions, others: elsewhere.others });
  if (first) return join(first);
  const [dark] = standingOfVerb(run.verb).takes === 'every' && elsewhere ? unheard(elsewhere) : [];
  if (dark) return refuse(`a planned run needs the lock of every Region, and one cannot be read: ${dark}`);
  const unclear = elsewhere && unclearBecause(elsewhere);
  if (unclear) return refuse(unclear);
  return owner === run.id
    ? refuse('this run has ended and gave the lock back; start a new one if it is still needed')
    : refuse(`${owner} had the lock since ${since}, after this run began; start a new one if it is still needed`);
}

interface Asked {
  readonly input: Input;
  readonly trigger: Trigger | undefined;
}

/** An automatic run may be held back; a person's never is, nor is upkeep: what it does takes nobody over. */
function take(
  { unheard: because }: Extract<OwnVerdict, { kind: 'take' }>,
  { own: { lock: observed }, automation }: Seen,
  { input, trigger }: Asked,
): Verdict {
  const { plan, region, now, elapsedSeconds } = input;
  const isHeldBack = trigger !== undefined && trigger.kind !== 'upkeep';
  const early = isHeldBack && heldBack({ plan, lock: observed, automation, now });
  if (early) return refuse(early);
  const taking = `taking the lock of ${plan.name} in ${region}`;
  const claimant = claimantOf(input);
  if (because !== undefined) {
    const from = `from ${observed?.owner}, whose Region is not heard: ${because}`;
    // A run that is only slow to hear would go on without its lock.
    return elapsedSeconds < LISTEN_SECONDS
      ? wait(`asking again before ${taking} ${from}`, 1)
      : act({ kind: 'take', claimant, observed, seizes: true }, `${taking} ${from}`);
  }
  const from =
    observed && observed.state !== 'free' ? ` from ${observed.owner}, a ${observed.verb} that gives way` : '';
  return act({ kind: 'take', claimant, observed }, `${taking}${from}`);
}

/** A run that is at work is joined; one that is dead is closed in its place, once no call of it can be under way. */
function joinOrClose(
  { lock, ended }: Extract<OwnVerdict, { kind: 'taken' }>,
  { home, unread }: Seen['own'],
  { now, plan, region, run }: Input,
): Verdict {
  const { owner, since, epoch, quietAt, verb } = lock;
  if (!ended) {
    const unheardHome = home?.outcome === 'unreachable' ? `; ${home.region}, where it runs, is not heard` : '';
    const does =
      verb === run.verb ? `${owner} does this work` : `${owner}, a ${verb}, has the lock of ${plan.name} in ${region}`;
    const unreadEnd = unread === undefined ? '' : `; whether it has ended is not known: ${unread}`;
    return join(`${does} since ${since}, under epoch ${epoch}${unheardHome}${unreadEnd}${toEnd(lock, run)}`);
  }
  const { status } = ended;
  const end = status === 'forgotten' ? 'is no longer known to Step Functions and ended' : `ended ${status}`;
  const left = `${owner} ${end} without giving back the lock of epoch ${epoch}`;
  return isQuiet(lock, now)
    ? act({ kind: 'close', lock, ended }, `${left}; closing it${impossibleQuiet(lock, now)}`)
    : wait(`${left}; a call of it may be under way until ${quietAt}`);
}

/** A planned run waits for the Region that it replaces, also where that one is lost: only a person may know so yet. */
function toEnd({ owner, verb }: Lock, run: Input['run']): string {
  const isPlanned = standingOfVerb(verb).takes === 'every' && standingOfVerb(run.verb).takes === 'asks';
  // It is pasted into a shell: what is no ARN of an execution is not printed.
  if (!isPlanned || !EXECUTION.test(owner)) return '';
  return (
    '; if the Region that it replaces is lost and it has sent no promotion, end it, and start this one again within ' +
    `minutes: aws stepfunctions stop-execution --region ${regionOfRun(owner)} --execution-arn ${owner}`
  );
}

const EXECUTION = /^arn:[\w-]+:states:[\w-]+:\d+:execution:[\w:.-]+$/;

function acrossRegions({ own: { lock }, elsewhere }: Seen, request: Request, input: Input): Verdict {
  if (!lock || !elsewhere) return wait('the other Regions were not read yet');
  const verdict = judgeOthers(othersOf(elsewhere, input, request.withoutMajority !== undefined));
  if (verdict.kind === 'yield') {
    const items = [{ region: input.region, epoch: lock.epoch }];
    return act({ kind: 'withdraw', items }, `making room: ${verdict.because}`);
  }
  if (verdict.kind === 'wait') return wait(verdict.because);
  if (verdict.kind === 'unclear') return refuse(verdict.because);
  const early = request.trigger && heldBackElsewhere({ plan: input.plan, now: input.now, elsewhere: heard(elsewhere) });
  if (early) return refuse(early);
  const { silent } = elsewhere;
  if (silent.length > 0 && input.elapsedSeconds < LISTEN_SECONDS) return wait(`asking again: ${listed(silent)}`, 1);
  if (verdict.kind === 'outvoted') {
    return input.elapsedSeconds < MAJORITY_SECONDS ? wait(verdict.because) : refuse(verdict.because);
  }
  const { highestSeen } = verdict;
  const missing = unheardIn(elsewhere);
  return act(
    { kind: 'confirm', claimant: claimantOf(input), observed: lock, highestSeen },
    missing === ''
      ? 'no other Region has a run of this plan'
      : `no Region that answers has a run of this plan; ${missing}`,
  );
}

const othersOf = (elsewhere: Elsewhere, { plan, region }: Input, withoutMajority: boolean): OthersSeen => ({
  regions: plan.regions,
  here: region,
  others: elsewhere.others,
  epochsKnown: [elsewhere.claimedEpoch, elsewhere.settledEpoch],
  withoutMajority,
});

const heard = ({ others }: Elsewhere): StandingElsewhere[] =>
  others.flatMap((other) =>
    other.outcome === 'read' ? [{ region: other.region, lock: other.lock, automation: other.automation }] : [],
  );

function unheardIn({ others, silent }: Elsewhere): string {
  const all = [...unheard({ others }), ...silent];
  return all.length === 0 ? '' : `not heard: ${listed(all)}`;
}
