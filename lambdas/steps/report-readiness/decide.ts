import * as z from 'zod';
import { type AwsCall, deadProblems, notChosen } from '../../../lib/domain/calls';
import { act, type Decision, done, refuse } from '../../../lib/domain/decision';
import type { FailureRecord } from '../../../lib/domain/failure';
import { problemsIn } from '../../../lib/domain/problems';
import type { Readiness } from '../../../lib/domain/readiness';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { checkReadiness } from '../check-readiness/step';
import type { reportReadiness } from './step';

export interface Seen {
  /** @default nothing was written in this run */
  readonly written: Readiness | undefined;
  /** The release that is staged here. @default none that could be read */
  readonly release: Readiness['release'];
  /** @default nobody could say */
  readonly activeRegion: string | undefined;
  /** What a failover to this Region would call. */
  readonly calls: readonly AwsCall[];
}

export interface Report {
  readonly kind: 'report';
  readonly readiness: Readiness;
}

type Input = InputOf<typeof reportReadiness>;

/** Writes once what this check found and what the self-audit adds, and is done when it reads it again. */
export function decide(seen: Seen, input: Input): Decision<Report, OutputOf<typeof reportReadiness>> {
  const { written, release, activeRegion, calls } = seen;
  const { run, document, now, region: here } = input;
  if (written?.runId === run.id) return reported(written, seen, input);
  const problems = [
    ...document.failures.flatMap(problemsOf),
    ...deadProblems(notChosen(calls), { activeRegion, here }),
  ];
  const readiness: Readiness = {
    at: now,
    runId: run.id,
    problems,
    planSha256: run.planSha256,
    ...(activeRegion !== undefined && { activeRegion }),
    ...(release && { release }),
    ...verifiedIn(input),
  };
  const said = problems.length === 1 ? '1 problem is' : `${problems.length || 'no'} problems are`;
  return act({ kind: 'report', readiness }, `${said} written down`);
}

const Verified = z.object({
  status: z.literal('done'),
  firstLookAt: z.string(),
  output: checkReadiness.output,
});

/** What CheckReadiness has verified in this check, for the failovers of the next two hours. */
function verifiedIn({ document }: Input): Pick<Readiness, 'verified'> {
  const { data } = Verified.safeParse(document.checkReadiness);
  if (!data) return {};
  const { versionId, sha256 } = data.output.release;
  return { verified: { at: data.firstLookAt, versionId, sha256 } };
}

/** Nothing else has failed where the self-audit alone found something: without this failure the check would pass. */
function reported({ problems, at }: Readiness, { activeRegion, calls }: Seen, { document, region: here }: Input) {
  if (problems.length > 0 && document.failures.length === 0) return refuse(saying(problems));
  const told = deadProblems(calls, { activeRegion, here });
  return done(
    { problems, at },
    problems.length > 0 ? saying(problems) : ['a failover would work now', ...told].join('; '),
  );
}

const saying = (problems: readonly string[]): string =>
  `a failover would not work now: ${problems.length > 1 ? `${problems.length} problems, the first is: ` : ''}` +
  `${problems[0]}`;

/** What a check refused names all it found; what broke or took too long is a problem of its own, under its step. */
const problemsOf = ({ step, kind, because }: FailureRecord): string[] =>
  kind === 'refused' ? problemsIn(because) : [`${step} came to no end (${kind}): ${because}`];
