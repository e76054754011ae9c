import type { EvidenceRecord } from '../domain/evidence';
import { changesIn } from '../domain/evidence-ending';
import type { Lock } from '../domain/lock';
import type { Place } from '../domain/step';
import { oneLine } from '../domain/text';
import { stackLinesOf } from './left-behind-stacks';
import { firstLines, meaningOf } from './meaning';
import { nextAfter } from './next';
import { type KeptEvidence, type Notification, SENTENCE_CHARACTERS_MAX, subjectOf } from './notification';

/** A run that was closed in its place. */
export interface LeftBehindRun extends Place {
  readonly lock: Lock;
  /** Its end in Step Functions' words; `forgotten` when it knows it no longer. */
  readonly ended: { readonly status: string };
  /** A person has broken its lock. @default nobody has */
  readonly broken?: { readonly mayBeAlive: boolean };
  /** @default they cannot be read */
  readonly records: readonly EvidenceRecord[] | undefined;
  readonly evidence: Pick<KeptEvidence, 'key' | 'problem'>;
}

/** What people are told of a run that ended without a word: how, what it had sent, and what is safe to do next. */
export function leftBehindNotificationOf(run: LeftBehindRun): Notification {
  const { plan, region, lock, ended, broken, records } = run;
  const outcome = ended.status === 'forgotten' ? 'forgotten by Step Functions' : ended.status;
  const what = `${lock.verb} of ${plan.name} in ${region}`;
  const meaning = meaningOf({ verb: lock.verb, region, failed: 'died', records });
  return {
    subject: subjectOf(`Understudy: ${what}: ${outcome}, closed in its place`),
    message: [
      ...firstLines(
        broken?.mayBeAlive
          ? `The ${what} has lost its lock and may still be running, ${outcome}; stop it: ${meaning}.`
          : `The ${what} ended ${outcome}, could not say so and was closed in its place: ${meaning}.`,
      ),
      '',
      ...factsOf(run),
      '',
      'What it had changed, none of which was undone:',
      ...linesOf(records && changesIn(records)),
      ...stackLinesOf(run, records),
      '',
      ...nextAfter({ ...run, verb: lock.verb, runId: lock.owner, outcome }),
    ].join('\n'),
  };
}

function factsOf({ region, names, lock, records, evidence: { key, problem } }: LeftBehindRun): string[] {
  const last = records?.findLast(({ kind }) => kind !== 'ended');
  return [
    `Region:   ${region}`,
    `Run:      ${sentence(lock.owner)}`,
    `Epoch:    ${lock.epoch === 0 ? 'none: it had no lock' : `${lock.epoch}, held since ${sentence(lock.since)}`}`,
    `Last:     ${last ? `${last.at} ${last.step}: ${sentence(last.because)}` : 'nothing is recorded'}`,
    `Evidence: s3://${names.evidenceBucket}/${key}`,
    ...(problem ? [`          ${sentence(problem)}`] : []),
  ];
}

function linesOf(changes: readonly EvidenceRecord[] | undefined): string[] {
  if (!changes) return ['- nobody can tell: its records cannot be read'];
  if (changes.length === 0) return ['- nothing'];
  return changes.map(({ at, step, because }) => `- ${at} ${step}: ${sentence(because)}`);
}

const sentence = (text: string) => oneLine(text, SENTENCE_CHARACTERS_MAX);
