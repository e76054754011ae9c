import { act, type Decision, done } from '../../../lib/domain/decision';
import type { FailureRecord } from '../../../lib/domain/failure';
import { problemsIn } from '../../../lib/domain/problems';
import type { Readiness } from '../../../lib/domain/readiness';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import type { reportReadiness } from './step';

export interface Seen {
  /** @default nothing was written in this run */
  readonly written: Readiness | undefined;
  /** The release that is staged here. @default none that could be read */
  readonly release: Readiness['release'];
  /** @default nobody could say */
  readonly activeRegion: string | undefined;
}

export interface Report {
  readonly kind: 'report';
  readonly readiness: Readiness;
}

type Input = InputOf<typeof reportReadiness>;

/** Writes once what this check found, and is done when it reads it again. */
export function decide(
  { written, release, activeRegion }: Seen,
  { run, document, now }: Input,
): Decision<Report, OutputOf<typeof reportReadiness>> {
  if (written?.runId === run.id) {
    const { problems, at } = written;
    return done({ problems, at }, problems.length === 0 ? 'a failover would work now' : saying(problems));
  }
  const problems = document.failures.flatMap(problemsOf);
  const readiness: Readiness = {
    at: now,
    runId: run.id,
    problems,
    planSha256: run.planSha256,
    ...(activeRegion !== undefined && { activeRegion }),
    ...(release && { release }),
  };
  return act({ kind: 'report', readiness }, `${problems.length} problems are written down`);
}

const saying = (problems: readonly string[]): string =>
  `a failover would not work now: ${problems.length} problems, the first is: ${problems[0]}`;

/** What a check refused names all it found; what broke or took too long is a problem of its own, under its step. */
const problemsOf = ({ step, kind, because }: FailureRecord): string[] =>
  kind === 'refused' ? problemsIn(because) : [`${step} came to no end (${kind}): ${because}`];
