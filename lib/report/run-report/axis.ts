import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { type Html, html } from './html';
import { clock } from './words';

/** Seconds along a chart, from the event; drawn in percent, so that it fits any width and its letters keep theirs. */
export type TimeScale = ScaleLinear<number, number>;

/** @param seconds the first and the last moment that must be on it */
export const timeScale = (seconds: readonly number[]): TimeScale => {
  const [from, to] = [Math.min(0, ...seconds), Math.max(1, ...seconds)];
  return scaleLinear().domain([from, to]).range([0, 100]);
};

/** A share of the width, as SVG writes it. */
export const percent = (share: number): string => `${Math.round(share * 100) / 100}%`;

/** So few marks that they do not touch each other on a telephone. */
const MARKS = 5;
/** Steps that people count time in, seconds: d3's own would mark 3 min 20 s. */
const STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Moments that an axis marks. */
function marksOf(scale: TimeScale): number[] {
  const [from = 0, to = 1] = scale.domain();
  const step = STEPS_SECONDS.find((seconds) => (to - from) / seconds <= MARKS) ?? (to - from) / MARKS;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => (first + index) * step);
}

/** The marks with their words, whose middle stands under the mark unless it would leave the chart. */
export const timeAxis = (scale: TimeScale, y: number): Html =>
  html`${marksOf(scale).map((seconds) => {
    const share = scale(seconds);
    const anchor = share < 4 ? 'start' : share > 96 ? 'end' : 'middle';
    return html`<text x="${percent(share)}" y="${y}" text-anchor="${anchor}">${clock(seconds)}</text>`;
  })}`;
