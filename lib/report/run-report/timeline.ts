import type { StepPicture } from '../run-picture';
import { percent, type TimeScale, timeAxis, timeScale } from './axis';
import { type Call, type RunReportData, type Said, zeroOf } from './data';
import { type Html, html } from './html';
import { stateMark } from './marks';
import { after, anchorOf, classOf, count, duration } from './words';

/** When each step worked, and what it said last: a bar for each, side by side where they ran so. */
export function timelineSection(data: RunReportData): Html {
  const { picture, calls, said } = data;
  const zero = zeroOf(data);
  const seconds = picture.steps.flatMap(({ beganAt, endedAt }) => [beganAt, endedAt ?? picture.endedAt]);
  const time = timeScale(seconds.flatMap((at) => (at === undefined ? [] : [(at - zero) / 1000])));
  const bars = { zero, time, calls, endedAt: picture.endedAt, isEvent: data.event !== undefined };
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
<p>Minutes and seconds count from ${data.event ? html`the event: ${data.event.what}` : 'the beginning of the run'}.
Notches in a bar are calls that changed something.</p>
<table class="gantt"><caption>Every step of the run</caption><thead><tr><th scope="col">Step</th>
<th scope="col">State</th>
<th scope="col" class="bars"><span class="hidden-word">When</span><svg aria-hidden="true">${timeAxis(time, 12)}</svg>
</th>
<th scope="col">What it said last</th></tr></thead>
<tbody>${picture.steps.map((step) => stepRow(step, bars))}</tbody></table>
${callsDetails(calls, zero)}${saidDetails(said, zero)}</section>`;
}

interface Bars {
  readonly zero: number;
  readonly time: TimeScale;
  readonly calls: readonly Call[];
  readonly endedAt: number | undefined;
  readonly isEvent: boolean;
}

const stepRow = (step: StepPicture, bars: Bars): Html =>
  html`<tr id="${anchorOf(step.name)}"><th scope="row">${step.name}</th><td>${stateMark(step.state)}</td>
<td class="bars">${step.beganAt === undefined ? html`<span class="who">–</span>` : bar(step, step.beganAt, bars)}</td>
<td class="because">${step.because ?? '–'}</td></tr>`;

function bar({ name, state, endedAt }: StepPicture, beganAt: number, bars: Bars): Html {
  const { zero, time, calls } = bars;
  const end = endedAt ?? bars.endedAt ?? beganAt;
  const share = (at: number) => time((at - zero) / 1000);
  const [from, to] = [share(beganAt), share(end)];
  const took = duration((end - beganAt) / 1000);
  const ticks = calls.filter((call) => call.step === name && call.at >= beganAt && call.at <= end);
  // The word goes where there is room: behind the bar, or before one that ends at the right.
  const [x, anchor, dx] = to < 78 ? [to, 'start', 6] : [from, 'end', -6];
  return html`<svg class="${classOf(state)}" role="img" aria-label="${after(zero, beganAt)}, for ${took}">
<line class="bar-track grid" x1="0" x2="100%" y1="50%" y2="50%"/>
${bars.isEvent && html`<line class="zero" x1="${percent(share(zero))}" x2="${percent(share(zero))}" y1="0" y2="100%"/>`}
<rect class="bar" x="${percent(from)}" width="${percent(Math.max(0.4, to - from))}" y="3" height="11" rx="2"/>
${ticks.map(
  (call) => html`<line class="tick" x1="${percent(share(call.at))}" x2="${percent(share(call.at))}" y1="3"
y2="14"/>`,
)}
<text x="${percent(x)}" dx="${dx}" y="12.5" text-anchor="${anchor}">${took}</text></svg>`;
}

/** A page that is mailed must stay small: what is more is in the evidence. */
const ROWS_MAX = 400;

const more = (all: readonly unknown[]): Html =>
  html`${all.length > ROWS_MAX && html`<p class="note">${count(all.length - ROWS_MAX)} more are in the evidence.</p>`}`;

const callsDetails = (calls: readonly Call[], zero: number): Html =>
  html`<details><summary>Calls that changed something: ${count(calls.length)}</summary>
<div class="scrolls" tabindex="0" role="region" aria-label="Calls"><table><thead><tr><th scope="col">When</th>
<th scope="col">Who</th><th scope="col">Call</th><th scope="col">Region</th><th scope="col">On</th></tr></thead>
<tbody>${calls.slice(0, ROWS_MAX).map(
    ({ at, step, what, region, resource, error }) => html`<tr><td>${after(zero, at)}</td><td>${step ?? '–'}</td>
<td>${what}${error !== undefined && html` <span class="is-broken">✕ ${error}</span>`}</td><td>${region ?? '–'}</td>
<td class="mono">${resource ?? '–'}</td></tr>`,
  )}</tbody></table></div>${more(calls)}</details>`;

const saidDetails = (said: readonly Said[], zero: number): Html =>
  html`<details><summary>Everything that was said: ${count(said.length)}</summary><ol class="lines">
${said
  .slice(0, ROWS_MAX)
  .map(
    ({ at, step, because }) => html`<li><span class="who">${after(zero, at)} · ${step}</span><br>${because}</li>`,
  )}</ol>${more(said)}</details>`;
