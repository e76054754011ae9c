import type { Sentence } from './run';
import { oneLine } from './text';

/**
 * What Step Functions carries from one state of a run to the next, bytes of UTF-8.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const DOCUMENT_BYTES_MAX = 262_144;

/** A person reads this much of a sentence; hundreds of things that are wrong at once make a longer one. */
const SENTENCE_CHARACTERS_MAX = 2000;
/** The same with what marks its end, in JSON; letters of other scripts take up to three bytes each. */
export const SENTENCE_BYTES_MAX = 2100;
/** What is kept of an invocation's sentences, with their times: the longest always, or some 15 of the usual length. */
export const SAID_BYTES_MAX = 2400;
/**
 * What a step takes of a run's document without its output: its sentence, what it said, and 300 bytes of times, counts
 * and names. The longest order, a switchover, has 20 steps: 20 × 4,800 B = 96,000 B; the plan has 65,536 B, and
 * 100,608 B are left for failures and for what steps leave to each other.
 */
export const RECORD_BYTES_MAX = SENTENCE_BYTES_MAX + SAID_BYTES_MAX + 300;
/** A list in the output of a step that grows with the world holds so many; its sentence counts the rest. */
export const LISTED_MAX = 50;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** A sentence of a step as one line that fits into the run's document. */
export function sentenceOf(because: string): string {
  let sentence = oneLine(because, SENTENCE_CHARACTERS_MAX);
  for (let most = sentence.length; bytesOf(sentence) > SENTENCE_BYTES_MAX; most -= 50)
    sentence = oneLine(because, most);
  return sentence;
}

/** The newest sentences that fit into the run's document, oldest first. */
export function newestSaid(said: readonly Sentence[]): Sentence[] {
  const kept: Sentence[] = [];
  let left = SAID_BYTES_MAX;
  for (const sentence of [...said].reverse()) {
    left -= bytesOf(sentence) + 1;
    if (left < 0) break;
    kept.unshift(sentence);
  }
  return kept;
}
