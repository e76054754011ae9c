import type { EvidenceRecord } from '../domain/evidence';
import { countsAsChange, leftFenced, promotionSent } from '../domain/evidence-ending';
import type { Place } from '../domain/step';
import { oneLine } from '../domain/text';
import type { Verb } from '../domain/verbs';

/** A run that ended otherwise than it was meant to. */
export interface Stopped extends Place {
  readonly verb: Verb;
  /** Execution ARN. */
  readonly runId: string;
  /** How it ended, in a few words. */
  readonly outcome: string;
  /** What it did. @default its records cannot be read */
  readonly records: readonly EvidenceRecord[] | undefined;
}

/** What is safe to do after a run that stopped, with the exact commands. They will be pasted into a shell. */
export const nextAfter = (stopped: Stopped): string[] => NEXT[stopped.verb](stopped);

/** What holds after a verb that moves nobody, and what starting it again is good for. */
interface Harmless {
  readonly holds: string;
  readonly again: string;
}

const harmless =
  ({ holds, again }: Harmless) =>
  (stopped: Stopped): string[] => [`Next: ${holds}`, again, startAgain(stopped)];

const NEXT: Readonly<Record<Verb, (stopped: Stopped) => string[]>> = {
  failover: (stopped) => [
    ...beforeStarting(stopped),
    'Once the cause above is gone, start again; every step looks first and repeats nothing that is done:',
    startAgain(stopped),
    ...pause(stopped),
  ],
  switchover: (stopped) => [
    ...(isUnsent(stopped) ? beforePromotion(stopped) : [...beforeStarting(stopped), ...goingOn(stopped)]),
    ...pause(stopped),
  ],
  drill: harmless({
    holds: 'nothing that serves users was changed: a drill has names, parameters and functions of its own.',
    again: 'Put right what is named above, because a takeover would meet it too. Then drill again:',
  }),
  prewarm: harmless({
    holds: 'users are served as before, and the standby is not warm: a takeover takes as long as without it.',
    again: 'Once the cause above is gone, this makes it warm:',
  }),
  check: harmless({
    holds: 'nothing was changed. A takeover may not work until what is named above is put right.',
    again: 'Then check again:',
  }),
  settle: harmless({
    holds: 'users are served as before, and the watch settles again by itself.',
    again: 'Once the cause above is gone, this does it now:',
  }),
  'stand-down': harmless({
    holds:
      'another Region serves users, and this one may still take writes that it does not have, or hold rows that ' +
      'nobody has recorded. The watch tries again by itself until it is fenced and they are recorded.',
    again: 'Once the cause above is gone, this does it now:',
  }),
  retire: harmless({
    holds: 'users are served as before; stacks that serve nobody still stand here and cost money.',
    again: 'Once the cause above is gone, this removes them; it looks first, and keeps what anything refers to:',
  }),
};

const isUnsent = ({ records }: Stopped): boolean => records !== undefined && !promotionSent(records);

/** The other Region is the one that serves: unless the fence there was lifted, nobody can write anywhere. */
const beforePromotion = (stopped: Stopped): string[] => [
  ...(stopped.records && leftFenced(stopped.records)
    ? [
        'Next: the other Region is still fenced: users cannot write, and no promotion was sent. Lift its fence first:',
        '  npx understudy status',
        'shows what the fence has stopped; the runbook, "A Region is still fenced", says how to start that again.',
      ]
    : ['Next: no promotion was sent; the other Region is the active one as before, and this run has lost nothing.']),
  'Once the cause above is gone, start again:',
  startAgain(stopped),
  'If that Region has failed in the meantime, only this takes over from it:',
  startAgain({ ...stopped, verb: 'failover' }),
];

/** Once every writer is here, a switchover finds nothing to switch, and a failover goes on from there. */
const goingOn = (stopped: Stopped): string[] => [
  'If every writer is here already, this goes on from there, and repeats nothing that is done:',
  startAgain({ ...stopped, verb: 'failover' }),
  'If they are where they were, start again once the cause above is gone:',
  startAgain(stopped),
];

/**
 * Which run does the work that another one has joined.
 *
 * @param because its sentence, which may hold anything; only what can be an ARN is taken from it
 */
export function showJoined(because: string): string {
  const [arn] = /arn:[\w-]+:states:[\w-]+:\d+:execution:[\w:.-]+/.exec(because) ?? [];
  return arn ? `  npx understudy watch '${arn}'` : '  npx understudy status';
}

/** Only letters, digits and spaces of what was not written here may reach the shell. */
const startAgain = ({ verb, region, outcome }: Stopped): string =>
  `  npx understudy start ${verb} --region ${region} --because "again, after ${outcome.replace(/[^\w ]/g, '')}"`;

function beforeStarting({ plan, region, records }: Stopped): string[] {
  if (records && !promotionSent(records)) return ['Next: no promotion was sent; the writer is where it was.'];
  const known = records
    ? 'a promotion was sent, and nothing takes it back: from here it is forward.'
    : 'nobody can tell whether a promotion was sent, because the records cannot be read.';
  return [
    `Next: ${known} See first where the writer is:`,
    ...plan.databases.map(
      ({ globalCluster }) =>
        `  aws rds describe-global-clusters --region ${region} --global-cluster-identifier ${globalCluster} ` +
        "--query 'GlobalClusters[0].GlobalClusterMembers[?IsWriter].DBClusterArn'",
    ),
  ];
}

function pause({ plan, runId, verb, records }: Stopped): string[] {
  if (plan.automation === 'notify' || plan.cooldownSeconds === 0 || !countsAsChange(verb, records)) return [];
  return [
    `Nothing starts by itself for ${plan.cooldownSeconds} s after this run. Once you have looked, this ends the pause:`,
    `  npx understudy acknowledge '${oneLine(runId.replaceAll("'", ''))}' --because "…"`,
  ];
}
