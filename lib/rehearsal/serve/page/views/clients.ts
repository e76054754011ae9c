import { type Html, html } from '../../../../report/run-report/html';
import { count } from '../../../../report/run-report/words';
import type { ClientsSnapshot, Facts } from '../../snapshot';

/** Pixels of the chart; it is stretched to its place. */
const WIDTH = 720;
const HEIGHT = 64;
/** Ten orders a second are sent; what is sent late in one second comes in the next. */
const ORDERS_MAX = 12;
/** Of the last second only a part has passed. */
const WINDOW_WORDS = 'the last three minutes, a bar for each second';

/** What users feel: orders per second, and what a verdict would say so far. */
export function clients({ acknowledgedPerSecond, failedPerSecond, seconds }: ClientsSnapshot, facts: Facts): Html {
  const width = WIDTH / seconds.length;
  const scaled = (orders: number) => (Math.min(orders, ORDERS_MAX) / ORDERS_MAX) * HEIGHT;
  const ok = seconds.map(({ acknowledged }, index) =>
    bar({ x: index * width, y: 0, width, height: scaled(acknowledged) }),
  );
  const bad = seconds.map(({ acknowledged, failed }, index) =>
    bar({ x: index * width, y: scaled(acknowledged), width, height: scaled(failed) }),
  );
  return html`<section class="card clients" aria-labelledby="clients-title"><h2 id="clients-title">Customers</h2>
<p class="rate"><b class="good-text">${acknowledgedPerSecond.toFixed(0)}</b> orders a second acknowledged
<span class="failed">and
<b class="${failedPerSecond > 0 ? 'bad-text' : ''}">${failedPerSecond.toFixed(0)}</b> failed</span></p>
<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img"
aria-label="Orders of ${WINDOW_WORDS}">
<path class="ok" d="${ok.join('')}"/><path class="failed" d="${bad.join('')}"/></svg>
${figures(facts)}</section>`;
}

interface Bar {
  readonly x: number;
  /** Above the floor of the chart. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const bar = ({ x, y, width, height }: Bar): string =>
  height === 0 ? '' : `M${tenth(x)} ${tenth(HEIGHT - y)}v${tenth(-height)}h${tenth(width - 0.8)}V${tenth(HEIGHT - y)}z`;

/** The eye sees no less, and the page stays small. */
const tenth = (pixels: number): string => pixels.toFixed(1);

function figures({ faultAt, detectedSeconds, outageSeconds, haveOrdersRecovered, acknowledged, lost }: Facts): Html {
  const isBroken = faultAt !== undefined;
  const detected =
    detectedSeconds === undefined
      ? isBroken && !haveOrdersRecovered
        ? 'not yet'
        : '—'
      : `${detectedSeconds.toFixed(1)} s`;
  const outage = outageSeconds === undefined ? (isBroken ? 'none so far' : '—') : `${outageSeconds.toFixed(1)} s`;
  return html`<dl class="facts">
${fact('Detected after', detected)}
${fact('No orders for', outage, !haveOrdersRecovered)}
${fact('Orders lost', lost === undefined ? '—' : count(lost), (lost ?? 0) > 0)}
${fact('Acknowledged', count(acknowledged))}</dl>`;
}

const fact = (name: string, value: string, isBad = false): Html =>
  html`<div><dt>${name}</dt><dd class="${isBad ? 'bad-text' : ''}">${value}</dd></div>`;
