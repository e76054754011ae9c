import { toneOf } from '../../domain/ending';
import { type RunReportData, zeroOf } from './data';
import { headlineOf, ledeOf } from './headline';
import { type Html, html } from './html';
import { badge } from './marks';
import { nextLines } from './next';
import { after, count, duration, moment } from './words';

/** What happened, in a sentence; then the figures that people ask for. */
export function header(data: RunReportData): Html {
  const { picture, plan } = data;
  const { outcome, beganAt, verb } = picture;
  return html`<header><p class="eyebrow"><span><b>Understudy</b></span><span>${verb} of ${plan}</span>
${beganAt !== undefined && html`<span>${moment(beganAt)}</span>`}<span>${settingOf(data)}</span></p>
<h1>${headlineOf(data)}.</h1>
<p class="lede">${badge(toneOf(outcome), outcome ?? 'goes on')} ${ledeOf(data).join(' ')}</p>
${nextLines(data)}
<dl class="figures">${figuresOf(data).map(
    ({ name, value, note }) => html`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`,
  )}</dl></header>`;
}

const settingOf = ({ setting }: RunReportData): string =>
  setting.kind === 'aws'
    ? 'in AWS'
    : `a rehearsal: ${setting.scenario}, seed ${setting.seed}, modelled AWS durations ${setting.scale} times shorter`;

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

function figuresOf(data: RunReportData): Figure[] {
  const { picture, event, felt, orders, promises, calls, setting } = data;
  const { beganAt, endedAt, steps } = picture;
  const done = steps.filter(({ state }) => state === 'done').length;
  const taken = steps.filter(({ state }) => state !== 'left out').length;
  const expected = setting.kind === 'rehearsal' && { note: `expected ${setting.expected}` };
  return [
    { name: 'Ended as', value: picture.outcome ?? 'not yet', ...expected },
    ...(beganAt !== undefined && endedAt !== undefined
      ? [{ name: 'The run took', value: duration((endedAt - beganAt) / 1000) }]
      : []),
    ...(event && beganAt !== undefined
      ? [{ name: 'The run began', value: after(zeroOf(data), beganAt), note: 'from the event' }]
      : []),
    ...(felt?.outageSeconds === undefined
      ? []
      : [{ name: 'Clients without an answer', value: duration(felt.outageSeconds) }]),
    ...(orders
      ? [{ name: 'Orders lost', value: count(orders.lost), note: `of ${count(orders.acknowledged)} acknowledged` }]
      : []),
    { name: 'Steps done', value: count(done), note: `of ${count(taken)} on its way` },
    { name: 'Calls that changed something', value: count(calls.length) },
    ...(promises
      ? [{ name: 'Promises broken', value: count(promises.filter(({ broken }) => broken.length > 0).length) }]
      : []),
  ];
}
