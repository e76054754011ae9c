import { type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { isHere, judge, type Verdict } from './judge';
import type { Input, Promote, SeenDatabase } from './seen';
import { promoteDatabase } from './step';

/** All databases are sent on their way one after the other; none is undone; the step waits for all. */
export function decide(
  seen: readonly SeenDatabase[],
  input: Input,
): Decision<Promote, OutputOf<typeof promoteDatabase>> {
  const { region } = input;
  const open = seen.filter((database) => !isHere(database, input));
  if (open.length === 0) {
    const names = seen.map(({ globalCluster }) => globalCluster);
    return done(
      { writerRegion: region },
      names.length > 0 ? `the writer of ${listed(names)} is in ${region}` : 'the plan names no database',
    );
  }
  const judged = open.map((database) => ({ database, verdict: judge(database, input) }));
  const verdicts = judged.map(({ verdict }) => verdict);
  const next = verdicts.find(({ kind }) => kind === 'act');
  const refused = judged.filter(({ verdict }) => verdict.kind === 'refuse');
  // Once one of them is on its way there is no way back for the others: they follow before anybody is asked for help.
  if (next && (refused.length === 0 || seen.some(isOnItsWay))) return next;
  if (refused.length > 0) {
    const others = seen.filter((database) => !refused.some((one) => one.database === database));
    return refuse([...refused.map(({ verdict }) => verdict.because), ...others.flatMap(goesOn(input))].join('; '));
  }
  return wait(unconfirmed(verdicts, input) + verdicts.map(({ because }) => because).join('; '));
}

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
const unconfirmed = (verdicts: readonly Verdict[], { plan, elapsedSeconds }: Input): string =>
  elapsedSeconds >= promoteDatabase.overdueSeconds(plan) && verdicts.length > 0
    ? 'promotion not confirmed, and none is sent a second time: '
    : '';
