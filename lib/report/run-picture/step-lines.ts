import type { RunPicture, StepPicture } from '../run-picture';
import { clockOf } from './durations';
import { type Glyphs, STYLES } from './glyphs';
import { type Line, padded, type Span, span, wrapped } from './spans';

export interface StepLinesOptions {
  readonly glyphs: Glyphs;
  readonly cellsMax: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Of a sentence, so much is shown: a drawing stays smaller than a terminal. */
const SENTENCE_LINES_MAX = 3;
const BAR_CELLS = 20;
const INDENT = '   ';

/**
 * The steps that matter now, each with what it said last: those that failed, those at work, or else the last one that
 * was done.
 */
export function stepLines({ steps }: RunPicture, options: StepLinesOptions): Line[] {
  const shown = steps.filter(({ state }) => !['ahead', 'left out', 'done'].includes(state));
  const last = steps
    .filter(({ state }) => state === 'done')
    .sort(byEnd)
    .at(-1);
  const told = shown.length > 0 ? shown : last ? [last] : [];
  const nameCells = Math.max(0, ...told.map(({ name }) => name.length)) + 2;
  return told.flatMap((step) => [headOf(step, nameCells, options), ...sentenceOf(step, options)]);
}

const byEnd = (a: StepPicture, b: StepPicture): number => (a.endedAt ?? 0) - (b.endedAt ?? 0);

function headOf(step: StepPicture, nameCells: number, { glyphs, now }: StepLinesOptions): Line {
  const { name, state, beganAt, endedAt, expectedSeconds } = step;
  const style = STYLES[state];
  const seconds = ((endedAt ?? now) - (beganAt ?? now)) / 1000;
  const head = [span(` ${glyphs.states[state]} `, style), span(padded(name, nameCells), 'bold'), span(state, style)];
  if (state !== 'working') return [...head, span(` after ${clockOf(seconds)}`)];
  const time = span(` ${clockOf(seconds)}`);
  if (expectedSeconds === undefined) return [...head, time];
  return [
    ...head,
    time,
    span(` of about ${clockOf(expectedSeconds)}  `, 'dim'),
    ...barOf(seconds / expectedSeconds, glyphs),
  ];
}

/** How much of the expected time has passed; never more than all of it. */
function barOf(share: number, { bar }: Glyphs): Span[] {
  const full = Math.round(BAR_CELLS * Math.min(1, Math.max(0, share)));
  return [span(bar.full.repeat(full), 'cyan'), span(bar.empty.repeat(BAR_CELLS - full), 'dim')];
}

function sentenceOf({ because }: StepPicture, { cellsMax }: StepLinesOptions): Line[] {
  if (because === undefined) return [];
  const room = { cellsMax: Math.max(1, cellsMax - INDENT.length), linesMax: SENTENCE_LINES_MAX };
  return wrapped(because, room).map((text) => [span(`${INDENT}${text}`)]);
}
