import type { Tone } from '../../domain/ending';
import type { StepState } from '../run-picture';
import { type Html, html } from './html';
import { classOf, STATE_WORDS } from './words';

/** A tick, a cross, a ring, a bar: what tells states apart where colours do not. Drawn in a box of 16 by 16. */
const SHAPES = {
  tick: html`<path class="mark" d="M3 8.5l3.2 3.2L13 4.6"/>`,
  cross: html`<path class="mark" d="M4 4l8 8M12 4l-8 8"/>`,
  stop: html`<circle class="mark" cx="8" cy="8" r="5.5"/><path class="mark" d="M4.3 4.3l7.4 7.4"/>`,
  clock: html`<circle class="mark" cx="8" cy="8" r="5.5"/><path class="mark" d="M8 5v3l2 1.6"/>`,
  join: html`<path class="mark" d="M3 4c4 0 4 4 8 4M3 12c4 0 4-4 8-4M9 5.5L11.8 8 9 10.5"/>`,
  ring: html`<circle class="mark" cx="8" cy="8" r="4.5"/>`,
  dash: html`<path class="mark" d="M4 8h8"/>`,
  half: html`<circle class="mark" cx="8" cy="8" r="5"/><path fill="currentColor" d="M8 3a5 5 0 0 1 0 10z"/>`,
};

const SHAPE_OF: Readonly<Record<StepState, Html>> = {
  ahead: SHAPES.ring,
  working: SHAPES.half,
  done: SHAPES.tick,
  joined: SHAPES.join,
  refused: SHAPES.stop,
  overdue: SHAPES.clock,
  broken: SHAPES.cross,
  'left out': SHAPES.dash,
};

const TONE_SHAPE: Readonly<Record<Tone, Html>> = { good: SHAPES.tick, neutral: SHAPES.dash, bad: SHAPES.cross };

/** The shape of a state, to stand inside an SVG. */
export const shapeOf = (state: StepState): Html => SHAPE_OF[state];
export const toneShape = (tone: Tone): Html => TONE_SHAPE[tone];

const icon = (shape: Html): Html => html`<svg viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;

/** A state as shape and word. */
export const stateMark = (state: StepState): Html =>
  html`<span class="state ${classOf(state)}">${icon(SHAPE_OF[state])}${STATE_WORDS[state]}</span>`;

/** A word on how something ended or holds. */
export const badge = (tone: Tone, word: string): Html =>
  html`<span class="badge ${tone}">${icon(TONE_SHAPE[tone])}${word}</span>`;
