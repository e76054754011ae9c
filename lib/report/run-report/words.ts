import type { StepState } from '../run-picture';

/** `41.2 s`, `3 min 12 s`, `1 h 4 min`: as exact as a person can use. */
export function duration(seconds: number): string {
  // What would be rounded to 60.0 s is a minute.
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return parts([Math.floor(whole / 60), 'min'], [whole % 60, 's']);
  const minutes = Math.round(seconds / 60);
  return parts([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
}

const parts = (...all: readonly (readonly [count: number, unit: string])[]): string =>
  all
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');

/** Seconds from `zero` to `at`, with their sign: `+41.2 s`. */
export const after = (zero: number, at: number): string => {
  const seconds = (at - zero) / 1000;
  return `${seconds < 0 ? '−' : '+'}${duration(Math.abs(seconds))}`;
};

/** `21 Nov 2026, 12:00:03 UTC`, in any locale. */
export function moment(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${time.slice(0, 8)} UTC`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `1,234` and `1 order`. */
export const count = (number: number): string => number.toLocaleString('en-US');
export const counted = (number: number, one: string): string => `${count(number)} ${one}${number === 1 ? '' : 's'}`;

/** What a state is called, and the class that colours it; a shape of its own tells it from the others as well. */
export const STATE_WORDS: Readonly<Record<StepState, string>> = {
  ahead: 'still ahead',
  working: 'at work',
  done: 'done',
  joined: 'joined another run',
  refused: 'refused',
  overdue: 'overdue',
  broken: 'broke',
  'left out': 'not taken',
};

/** `left out` as a class of the style sheet. */
export const classOf = (state: StepState): string => `is-${state.replace(' ', '-')}`;

/** A fragment's name in the page, whatever a step is called. */
export const anchorOf = (step: string): string => `step-${step.replace(/\W/g, '')}`;

/** `0:05`, `2:10`: marks on an axis of seconds. */
export const clock = (seconds: number): string => {
  const whole = Math.abs(Math.round(seconds));
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  return `${seconds < 0 ? '−' : ''}${minutes}:${String(rest).padStart(2, '0')}`;
};
