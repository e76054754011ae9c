import { toneOf } from '../../domain/ending';
import { criticalPath } from '../../domain/expected-seconds';
import type { Layout } from '../../domain/layout';
import type { RunPicture, StepPicture, StepState } from '../run-picture';
import { clockOf } from './durations';
import { flowOf, type Item } from './flow';
import { type Glyphs, STYLES } from './glyphs';
import { cellsIn, cellsOf, clipped, cut, type Line, type Span, span } from './spans';
import { stepLines } from './step-lines';
import { courseOf } from './units';
import type { Vitals } from './vitals';
import { vitalsLines } from './vitals-lines';

export interface FrameOptions {
  readonly glyphs: Glyphs;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Cells of a line: the terminal's columns. */
  readonly cellsMax: number;
  /** @default as many as there are */
  readonly linesMax?: number;
}

export interface Framed {
  readonly picture: RunPicture;
  readonly layout: Layout;
  /** Oldest first; the last one is now. @default nothing of the world is seen */
  readonly vitals?: readonly Vitals[];
}

/**
 * A run as a terminal shows it: who it is and how long it takes, the drawing of its verb with each step's state, what
 * matters now and why, and how the world fares. No line is wider than it may be.
 */
export function frameOf({ picture, layout, vitals = [] }: Framed, options: FrameOptions): Line[] {
  const { cellsMax, glyphs, linesMax = Number.POSITIVE_INFINITY } = options;
  const parts = [
    [headOf({ picture, layout }, options)],
    drawingOf({ picture, layout }, options),
    stepLines(picture, options),
    vitalsLines(vitals, { glyphs, cellsMax }),
  ].filter((lines) => lines.length > 0);
  const airy = parts.flatMap((lines, at) => (at === 0 ? lines : [[], ...lines]));
  const lines = airy.length <= linesMax ? airy : parts.flat().slice(0, linesMax);
  return lines.map((line) => clipped(line, cellsMax));
}

function headOf({ picture, layout }: Framed, { cellsMax, now }: FrameOptions): Line {
  const left = ` ${picture.verb} in ${picture.region}`;
  const time = timeOf({ picture, layout }, { now, cellsMax: cellsMax - cellsOf(left) - 2 * MARGIN_CELLS });
  const room = cellsMax - cellsOf(left) - cellsIn(time) - 1;
  const name = picture.run.split(':').at(-1) ?? picture.run;
  const shown = cut(`  ${name}`, Math.max(0, room - MARGIN_CELLS));
  return [span(left, 'bold'), span(shown, 'dim'), span(' '.repeat(Math.max(1, room - cellsOf(shown)))), ...time];
}

/** Between the name of the run and its time. */
const MARGIN_CELLS = 2;

function timeOf(
  { picture, layout }: Framed,
  { now, cellsMax }: { readonly now: number; readonly cellsMax: number },
): Line {
  const { beganAt, endedAt, outcome } = picture;
  if (beganAt === undefined) return [span('not begun', 'dim')];
  const passed = clockOf(((endedAt ?? now) - beganAt) / 1000);
  if (outcome !== undefined) return [span(outcome, STYLE_OF_END[toneOf(outcome)]), span(` after ${passed}`)];
  const expected = expectedOf(picture, layout);
  const whole = [span(passed), span(` of about ${clockOf(expected)}`, 'dim')];
  return expected > 0 && cellsIn(whole) <= cellsMax ? whole : [span(passed)];
}

/** Along the longest way: what stands side by side counts once. */
const expectedOf = ({ steps }: RunPicture, { arrows }: Layout): number =>
  criticalPath(
    arrows,
    Object.fromEntries(
      steps.flatMap(({ name, expectedSeconds: seconds }) => (seconds === undefined ? [] : [[name, { seconds }]])),
    ),
  ).seconds;

const STYLE_OF_END = { good: 'green', neutral: 'yellow', bad: 'red' } as const;
const STATE_OF_END = { good: 'done', neutral: 'joined', bad: 'broken' } as const;

function drawingOf({ picture, layout }: Framed, options: FrameOptions): Line[] {
  const { glyphs } = options;
  const cellsMax = options.cellsMax - 1;
  const { units, handlers } = courseOf(layout);
  const one = (name: string): Line => stepSpans(stepOf(picture, name), glyphs);
  const items = units.map(
    (unit): Item =>
      unit.kind === 'step' ? { one: one(unit.name) } : { lanes: unit.lanes.map((lane) => lane.map(one)) },
  );
  const flow = flowOf([...items, { one: endSpans({ picture, layout }, glyphs) }], { cellsMax, glyphs });
  const hasFailed = picture.steps.some(({ state }) => FAILED.includes(state));
  const failing = [{ one: [span('on failure', 'red')] }, ...handlers.map((name) => ({ one: one(name) }))];
  const handled = hasFailed && handlers.length > 0 ? flowOf(failing, { cellsMax, glyphs }) : [];
  return [...flow, ...handled].map((line) => [span(' '), ...line]);
}

const FAILED: readonly StepState[] = ['joined', 'refused', 'overdue', 'broken'];

const stepOf = ({ steps }: RunPicture, name: string): StepPicture =>
  steps.find((step) => step.name === name) ?? { name, state: 'ahead', looks: 0 };

/** The word stands where the glyph is not one of the three that everybody knows. */
function stepSpans({ name, state }: StepPicture, { states }: Glyphs): Span[] {
  const style = STYLES[state];
  const word = FAILED.includes(state) || state === 'left out' ? [span(` ${state}`, style)] : [];
  return [
    span(`${states[state]} `, style),
    span(name, state === 'working' ? 'bold' : state === 'done' ? undefined : style),
    ...word,
  ];
}

function endSpans({ picture: { outcome }, layout }: Framed, { states }: Glyphs): Line {
  const [good = ''] = layout.endings;
  if (outcome === undefined) return [span(`${states.ahead} ${good}`, 'dim')];
  const tone = toneOf(outcome);
  return [span(`${states[STATE_OF_END[tone]]} `, STYLE_OF_END[tone]), span(outcome, 'bold')];
}
