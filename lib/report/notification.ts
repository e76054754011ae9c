import type { EvidenceRecord } from '../domain/evidence';
import type { FailureRecord } from '../domain/failure';
import { inRegion, namesOf } from '../domain/names';
import type { RunDocument } from '../domain/run';
import { stepsIn } from '../domain/run-steps';
import type { Place } from '../domain/step';
import { oneLine } from '../domain/text';
import { leftoverLinesOf } from './leftovers';
import { firstLines, meaningOf } from './meaning';
import { nextAfter, showJoined } from './next';

/** One message to the people on call. */
export interface Notification {
  /** What SNS shows as the subject of an e-mail. */
  readonly subject: string;
  readonly message: string;
}

/** Where the evidence of the run is kept. */
export interface KeptEvidence {
  readonly key: string;
  /** What is wrong with it. @default nothing */
  readonly problem?: string | undefined;
  /** Key of the report for people, in the same bucket. @default none was written */
  readonly reportKey?: string | undefined;
  /** What the run did. @default its records cannot be read */
  readonly records?: readonly EvidenceRecord[] | undefined;
}

/** Every topic that is told of a run, once. */
export const topicsOf = ({ plan, region, names }: Place): string[] => [
  ...new Set([names.topicArn, ...plan.notify.map((topic) => inRegion(topic, region))]),
];

/**
 * "Must be less than 100 characters long", ASCII, without control characters.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const SUBJECT_CHARACTERS_MAX = 99;
/** Longest sentence shown: a hundred of them stay far below the 262,144 bytes of a message. */
export const SENTENCE_CHARACTERS_MAX = 1000;

/** How a run went, by its failures: `nothing failed`, or what the first one was. */
export function outcomeOf([first]: readonly Pick<FailureRecord, 'kind' | 'step'>[]): string {
  return first ? `${first.kind} at ${oneLine(first.step, 100)}` : 'nothing failed';
}

/** What people are told when a run has ended: how, where, why, each step's sentence, and what is safe to do next. */
export function notificationOf(document: RunDocument, evidence: KeptEvidence): Notification {
  const { plan, run, failures } = document;
  const outcome = outcomeOf(failures);
  const meaning = meaningOf({ ...run, failed: failures[0]?.kind, records: evidence.records });
  return {
    subject: subjectOf(`Understudy: ${run.verb} of ${plan.name} in ${run.region}: ${outcome}`),
    message: [
      ...firstLines(`The ${run.verb} of ${plan.name} in ${run.region} has ended, ${outcome}: ${meaning}.`),
      '',
      ...factsOf(document, evidence),
      '',
      'What the steps came to:',
      ...stepLinesOf(document),
      ...(failures.length > 0 ? ['', 'What failed:', ...failures.map(failureLineOf)] : []),
      ...leftoverLinesOf(document),
      '',
      ...nextOf(document, evidence),
    ].join('\n'),
  };
}

/** A text as SNS takes it for a subject. */
export const subjectOf = (text: string): string =>
  oneLine(text)
    .replace(/[^ -~]/g, '?')
    .slice(0, SUBJECT_CHARACTERS_MAX);

function factsOf({ plan, request, run }: RunDocument, { key, problem, reportKey }: KeptEvidence): string[] {
  const { evidenceBucket } = namesOf(plan, run.region);
  return [
    `Region:   ${run.region}`,
    `Reason:   ${reasonOf(request)}`,
    `Run:      ${sentence(run.id)}`,
    `Started:  ${run.startedAt}`,
    `Evidence: s3://${evidenceBucket}/${key}`,
    ...(problem ? [`          ${sentence(problem)}`] : []),
    ...(reportKey ? [`Report:   s3://${evidenceBucket}/${reportKey}`] : []),
  ];
}

/** The reason as it was written: a run can end before anybody has judged its input. */
function reasonOf(request: unknown): string {
  const { reason, Comment } = (request ?? {}) as { reason?: unknown; Comment?: unknown };
  const written = reason ?? Comment;
  return typeof written === 'string' && written.trim() !== '' ? sentence(written) : 'none was given';
}

const stepLinesOf = (document: RunDocument) => {
  const lines = stepsIn(document)
    .filter(({ name }) => name !== 'CloseRun')
    .map(
      ({ name, record }) => `- ${name}${record.status === 'done' ? '' : ' (not done)'}: ${sentence(record.because)}`,
    );
  return lines.length > 0 ? lines : ['- none has answered'];
};

const failureLineOf = ({ step, kind, because, at }: FailureRecord) =>
  `- ${sentence(at)} ${sentence(step)} ${kind}: ${sentence(because)}`;

function nextOf({ plan, run, failures }: RunDocument, { records }: KeptEvidence): string[] {
  const [first] = failures;
  if (!first) return ['Next: nothing needs to be done now.'];
  const { id: runId, verb, region } = run;
  const place = { plan, region, names: namesOf(plan, region) };
  if (first.kind === 'joined') {
    return ['Next: another run has the plan or goes first; this shows it:', showJoined(first.because)];
  }
  return nextAfter({ ...place, verb, runId, outcome: outcomeOf(failures), records });
}

const sentence = (text: string) => oneLine(text, SENTENCE_CHARACTERS_MAX);
