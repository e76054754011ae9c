import type { Verb } from '../domain/verbs';

/** A run of which nothing is known but how its execution ended. */
export interface EndedBadly {
  readonly verb: Verb;
  /** Name of the plan. */
  readonly plan: string;
  readonly region: string;
  /** In Step Functions' words. */
  readonly status: string;
  /** Execution ARN. */
  readonly runId: string;
  /** Where the runbook says what to do. */
  readonly runbook: string;
}

/** What a run that ended badly means for users, as far as its verb alone tells. */
const MEANS: Readonly<Record<Verb, string>> = {
  failover: 'users may be without a Region that serves them',
  switchover: 'users may be unable to write',
  drill: 'users are served as before; the standby is not proven',
  prewarm: 'users are served as before; the standby is not warm',
  check: 'nothing was changed; nobody knows whether a failover would work',
  settle: 'users are served as before; the DNS records do not say so for good',
  'stand-down': 'a Region that was replaced may still take writes, or hold rows that nobody has recorded',
  retire: 'users are served as before; stacks that serve nobody may still cost money',
};

/**
 * What a rule makes of the event that an execution ended badly, a line each. It can look at nothing, so what the run
 * has done comes in the run's own message, or in that of the function that closes a dead one.
 */
export const endedBadlyLines = ({ verb, plan, region, status, runId, runbook }: EndedBadly): string[] => [
  `The ${verb} of ${plan} in ${region} ended ${status}: ${MEANS[verb]}.`,
  '  npx understudy status',
  `Run:     ${runId}`,
  `Runbook: ${runbook}`,
  'What it has done follows in a message of its own: by the run itself, or within minutes by the watch.',
];
