import { type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { fencingOf } from './fencing';
import { isHere, judge } from './judge';
import { proofOf } from './proof';
import { type Input, isSwitchover, type Promote, type SeenDatabase } from './seen';
import { promoteDatabase } from './step';

/** All databases are sent on their way one after the other; none is undone; the step waits for all. */
export function decide(
  seen: readonly SeenDatabase[],
  input: Input,
): Decision<Promote, OutputOf<typeof promoteDatabase>> {
  const open = seen.filter((database) => !isHere(database, input));
  if (open.length === 0) return allHere(seen, input);
  const judged = open.map((database) => ({ database, verdict: judge(database, input) }));
  const verdicts = judged.map(({ verdict }) => verdict);
  const next = verdicts.find(({ kind }) => kind === 'act');
  const refused = judged.filter(({ verdict }) => verdict.kind === 'refuse');
  const unready = verdicts.filter(({ kind }) => kind === 'wait');
  if (next && refused.length === 0 && unready.length > 0 && isStillWhole(seen, input)) {
    return wait(`none is sent before all can be: ${unready.map(({ because }) => because).join('; ')}`);
  }
  // Once one of them is on its way there is no way back for the others: they follow before anybody is asked for help.
  if (next && (refused.length === 0 || seen.some(isOnItsWay))) return next;
  if (refused.length > 0) {
    const others = seen.filter((database) => !refused.some((one) => one.database === database));
    return refuse([...refused.map(({ verdict }) => verdict.because), ...others.flatMap(goesOn(input))].join('; '));
  }
  return wait(unconfirmed(open, input) + verdicts.map(({ because }) => because).join('; '));
}

/** What was brought about, with all that is known to be uncertain about it. */
function allHere(seen: readonly SeenDatabase[], input: Input) {
  const { region } = input;
  const names = seen.map(({ globalCluster }) => globalCluster);
  const unproven = seen
    .map((database) => proofOf(database, input))
    .flatMap((proof) => (proof.kind === 'unproven' ? [proof.because] : []));
  const { fencing, because } = fencingOf(seen);
  const here = names.length > 0 ? `the writer of ${listed(names)} is in ${region}` : 'the plan names no database';
  return done(
    { writerRegion: region, ...(unproven.length > 0 && { unproven }), ...(fencing && { fencing }) },
    [here, ...unproven, ...because].join('; '),
  );
}

/** Nothing is in a hurry in a switchover: it moves none of the databases for as long as one of them cannot be. */
const isStillWhole = (seen: readonly SeenDatabase[], input: Input): boolean =>
  isSwitchover(input) &&
  !seen.some((one) => isOnItsWay(one) || one.failover !== undefined || one.writerRegion === input.region);

/** Whether this run has sent it, and Aurora has not said no. */
const isOnItsWay = ({ sent }: SeenDatabase): boolean => sent?.answer === 'accepted' || sent?.answer === 'unanswered';

/** What a refusal of one must not hide: another was sent, and stays so. */
const goesOn =
  ({ region }: Input) =>
  (database: SeenDatabase): string[] => {
    const { globalCluster, writerRegion, sent } = database;
    if (writerRegion === region) return [`the writer of ${globalCluster} is in ${region} and stays there`];
    if (!sent || !isOnItsWay(database)) return [];
    return [`the promotion of ${globalCluster} was sent ${Math.round(sent.secondsAgo)} s ago and is not undone`];
  };

/** What the operator is told once the time is up. */
function unconfirmed(open: readonly SeenDatabase[], { plan, elapsedSeconds, region }: Input): string {
  if (elapsedSeconds < promoteDatabase.overdueSeconds(plan)) return '';
  return open.some(({ writerRegion }) => writerRegion !== region)
    ? 'promotion not confirmed, and none is sent a second time: '
    : 'promoted, and not all is ready here: ';
}
