import type { EvidenceRecord } from '../domain/evidence';
import { countsAsChange, promotionSent } from '../domain/evidence-ending';
import type { Verb } from '../domain/run';
import type { Place } from '../domain/step';
import { oneLine } from '../domain/text';

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
export function nextAfter(stopped: Stopped): string[] {
  if (stopped.verb === 'settle') {
    return [
      'Next: users are served as before, and the watch settles again by itself.',
      'Once the cause above is gone, this does it now:',
      startAgain(stopped),
    ];
  }
  return [
    ...beforeStarting(stopped),
    'Once the cause above is gone, start again; every step looks first and repeats nothing that is done:',
    startAgain(stopped),
    ...pause(stopped),
  ];
}

/** Which executions of the verb are running. */
export const listRunning = (place: Place, verb: Verb): string =>
  `  aws stepfunctions list-executions ${machineOf(place, verb)} --status-filter RUNNING`;

const machineOf = ({ region, names }: Place, verb: Verb): string =>
  `--region ${region} --state-machine-arn ${names.machineArn(verb)}`;

/** Only letters, digits and spaces of what was not written here may reach the shell. */
const startAgain = (stopped: Stopped): string =>
  `  aws stepfunctions start-execution ${machineOf(stopped, stopped.verb)} ` +
  `--input '{"reason": "again, after ${stopped.outcome.replace(/[^\w ]/g, '')}"}'`;

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

function pause({ plan, runId, records }: Stopped): string[] {
  if (plan.automation === 'notify' || plan.cooldownSeconds === 0 || !countsAsChange(records)) return [];
  return [
    `Nothing starts by itself for ${plan.cooldownSeconds} s after this run. Once you have looked, this ends the pause:`,
    `  npx understudy acknowledge '${oneLine(runId.replaceAll("'", ''))}' --because "…"`,
  ];
}
