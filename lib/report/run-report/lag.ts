import { curveMonotoneX, line } from 'd3-shape';
import { timeScale } from './axis';
import { chartFigure, legendLine, stretched, valueAxis } from './chart';
import { type Lag, type RunReportData, zeroOf } from './data';
import { type Html, html } from './html';
import { count } from './words';

/** How far each database was behind: what a promotion at that moment would have lost. */
export function lagSection(data: RunReportData): Html {
  const known = data.lags.filter(({ points }) => points.length > 0);
  return html`<section aria-labelledby="lag"><h2 id="lag">How far the database was behind</h2>
${
  known.length > 0
    ? html`<p>What has reached the standby lags the writer by this much; a promotion loses what lies between.</p>
${known.map((lag, index) => (lag.points.length > 1 ? lagChart(data, lag, index) : lagPoint(data, lag)))}`
    : html`<p class="absent">Not measured: no sample of the replication lag is kept for this run.</p>`
}</section>`;
}

function lagPoint(data: RunReportData, { name, points: [point] }: Lag): Html {
  const before = point ? (point.at - zeroOf(data)) / 1000 : 0;
  return html`<p class="absent">${name} was ${milliseconds(point?.seconds ?? 0)} behind when it was judged,
${before.toFixed(1)} s from the event. One sample is all that is kept.</p>`;
}

function lagChart(data: RunReportData, { name, points }: Lag, index: number): Html {
  const zero = zeroOf(data);
  const time = timeScale(points.map(({ at }) => (at - zero) / 1000));
  const largest = Math.max(...points.map(({ seconds }) => seconds));
  const axis = valueAxis(largest * 1000, (value) => `${count(value)} ms`);
  const path = line<Lag['points'][number]>()
    .curve(curveMonotoneX)
    .x(({ at }) => Math.round(time((at - zero) / 1000) * 100) / 10)
    .y(({ seconds }) => Math.round(axis.scale(seconds * 1000) * 10) / 10)([...points]);
  return chartFigure({
    id: `lag-${index}`,
    title: name,
    description: `The largest lag is ${milliseconds(largest)}, of ${count(points.length)} samples.`,
    time,
    zero: data.event?.what,
    legend: [legendLine('line-a', 'replication lag')],
    axis,
    marks: stretched('line-a', path),
    columns: ['seconds', 'lag, ms'],
    rows: points.map(({ at, seconds }) => [((at - zero) / 1000).toFixed(1), count(Math.round(seconds * 1000))]),
  });
}

const milliseconds = (seconds: number): string => `${count(Math.round(seconds * 1000))} ms`;
