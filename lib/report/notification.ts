import type { FailureRecord } from '../domain/failure';
import { namesOf } from '../domain/names';
import type { RunDocument } from '../domain/run';
import { stepsIn } from '../domain/run-steps';
import { oneLine } from '../domain/text';

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
}

/**
 * "Must be less than 100 characters long", ASCII, without control characters.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const SUBJECT_CHARACTERS_MAX = 99;
/** Longest sentence shown: a hundred of them stay far below the 262,144 bytes of a message. */
const SENTENCE_CHARACTERS_MAX = 1000;

/** How a run went, by its failures: `nothing failed`, or what the first one was. */
export function outcomeOf([first]: readonly Pick<FailureRecord, 'kind' | 'step'>[]): string {
  return first ? `${first.kind} at ${first.step}` : 'nothing failed';
}

/** What people are told when a run has ended: how, where, why, each step's sentence, and what is safe to do next. */
export function notificationOf(document: RunDocument, evidence: KeptEvidence): Notification {
  const { plan, run, failures } = document;
  const outcome = outcomeOf(failures);
  return {
    subject: subjectOf(`Understudy: ${run.verb} of ${plan.name} in ${run.region}: ${outcome}`),
    message: [
      `The ${run.verb} of ${plan.name} in ${run.region} has ended: ${outcome}.`,
      '',
      ...factsOf(document, evidence),
      '',
      'What the steps came to:',
      ...stepLinesOf(document),
      ...(failures.length > 0 ? ['', 'What failed:', ...failures.map(failureLineOf)] : []),
      '',
      ...nextOf(document),
    ].join('\n'),
  };
}

const subjectOf = (text: string) =>
  oneLine(text)
    .replace(/[^ -~]/g, '?')
    .slice(0, SUBJECT_CHARACTERS_MAX);

function factsOf({ plan, request, run }: RunDocument, { key, problem }: KeptEvidence): string[] {
  const { evidenceBucket } = namesOf(plan, run.region);
  return [
    `Region:   ${run.region}`,
    `Reason:   ${reasonOf(request)}`,
    `Run:      ${sentence(run.id)}`,
    `Started:  ${run.startedAt}`,
    `Evidence: s3://${evidenceBucket}/${key}`,
    ...(problem ? [`          ${sentence(problem)}`] : []),
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

function nextOf({ plan, run, failures: [first] }: RunDocument): string[] {
  if (!first) return ['Next: nothing needs to be done now.'];
  const where = `--region ${run.region} --state-machine-arn ${namesOf(plan, run.region).machineArn(run.verb)}`;
  if (first.kind === 'joined') {
    return [
      'Next: another run does this work; this shows it:',
      `  aws stepfunctions list-executions ${where} --status-filter RUNNING`,
    ];
  }
  // It will be pasted into a shell: only letters, digits and spaces may reach it.
  const reason = `again, after ${outcomeOf([first]).replace(/[^\w ]/g, '')}`;
  return [
    'Next: once the cause above is gone, start again; every step looks first and repeats nothing that is done:',
    `  aws stepfunctions start-execution ${where} --input '{"reason": "${reason}"}'`,
  ];
}

const sentence = (text: string) => oneLine(text, SENTENCE_CHARACTERS_MAX);
