import { curveMonotoneX, line } from 'd3-shape';
import { percent, timeScale } from './axis';
import { chartFigure, legendArea, legendLine, PLOT_HEIGHT, stretched, valueAxis } from './chart';
import { type Felt, type FeltSpan, type RunReportData, zeroOf } from './data';
import { type Html, html } from './html';
import { count, duration } from './words';

/** What those who use the service met around the event: whether it answered, and how fast. */
export function clientsSection(data: RunReportData): Html {
  const { felt } = data;
  return html`<section aria-labelledby="clients"><h2 id="clients">What clients felt</h2>
${
  felt && felt.spans.length > 0
    ? html`<p>As ${felt.by} met it.</p>${availability(data, felt)}${latency(data, felt)}`
    : html`<p class="absent">Not measured: nobody counted what clients met during this run.</p>`
}</section>`;
}

const FAILED = html`fill="url(#failed)" class="failed-area"`;
const ANSWERED = html`class="ok-span"`;

function availability(data: RunReportData, { spans, spanSeconds, unit, outageSeconds }: Felt): Html {
  const zero = zeroOf(data);
  const time = timeOf(data, spans, spanSeconds);
  const axis = valueAxis(Math.max(...spans.map(({ ok, failed }) => ok + failed)), count);
  const [ok, failed] = [sum(spans.map((span) => span.ok)), sum(spans.map((span) => span.failed))];
  const wide = time(spanSeconds) - time(0);
  const bars = spans.map((span) => {
    const x = percent(time((span.at - zero) / 1000));
    const [top, middle] = [axis.scale(span.ok + span.failed), axis.scale(span.ok)];
    return html`${
      span.ok > 0 &&
      html`<rect class="ok-span" x="${x}" width="${percent(wide)}" y="${middle}"
height="${PLOT_HEIGHT - middle}"/>`
    }
${
  span.failed > 0 &&
  html`<rect fill="url(#failed)" x="${x}" width="${percent(wide)}" y="${top}"
height="${middle - top}"/>`
}`;
  });
  const outage =
    outageSeconds === undefined ? '' : ` The longest time without an answer is ${duration(outageSeconds)}.`;
  return chartFigure({
    id: 'availability',
    title: `Answers: ${unit} per ${spanWord(spanSeconds)}`,
    description: `${count(ok)} ${unit} were answered and ${count(failed)} failed.${outage}`,
    time,
    zero: data.event?.what,
    legend: [legendArea(ANSWERED, 'answered'), legendArea(FAILED, 'failed')],
    axis,
    marks: html`${HATCH}${bars}`,
    columns: ['seconds', 'answered', 'failed'],
    rows: spans.map((span) => [secondsOf(span, zero), count(span.ok), count(span.failed)]),
  });
}

/** Failures are striped, for whoever does not see red. */
const HATCH = html`<defs><pattern id="failed"
  width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="failed-span" width="3.2" height="5"/></pattern></defs>`;

function latency(data: RunReportData, { spans, spanSeconds, typical }: Felt): Html {
  const measured = spans.filter(({ typicalMilliseconds }) => typicalMilliseconds !== undefined);
  if (measured.length === 0) return html`<p class="absent">How fast answers came was not measured.</p>`;
  const zero = zeroOf(data);
  const time = timeOf(data, spans, spanSeconds);
  const slowest = measured.map((span) => span.slowestMilliseconds ?? span.typicalMilliseconds ?? 0);
  const axis = valueAxis(Math.max(...slowest), (value) => `${count(value)} ms`);
  const path = (value: (span: FeltSpan) => number | undefined) =>
    line<FeltSpan>()
      .defined((span) => value(span) !== undefined)
      .curve(curveMonotoneX)
      .x((span) => tenth(time((span.at - zero) / 1000 + spanSeconds / 2) * 10))
      .y((span) => tenth(axis.scale(value(span) ?? 0)))(spans);
  return chartFigure({
    id: 'latency',
    title: 'How fast answers came',
    description: `The slowest answer took ${whole(Math.max(...slowest))} ms; lines break where nothing was answered.`,
    time,
    zero: data.event?.what,
    legend: [
      legendLine('line-a', typical === 'median' ? 'half were faster' : 'on average'),
      legendLine('line-b', 'the slowest'),
    ],
    axis,
    marks: html`${stretched(
      'line-b',
      path((span) => span.slowestMilliseconds),
    )}${stretched(
      'line-a',
      path((span) => span.typicalMilliseconds),
    )}`,
    columns: ['seconds', `${typical}, ms`, 'slowest, ms'],
    rows: measured.map((span) => [
      secondsOf(span, zero),
      whole(span.typicalMilliseconds),
      whole(span.slowestMilliseconds),
    ]),
  });
}

const timeOf = (data: RunReportData, spans: readonly FeltSpan[], spanSeconds: number) =>
  timeScale(spans.flatMap(({ at }) => [(at - zeroOf(data)) / 1000, (at - zeroOf(data)) / 1000 + spanSeconds]));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const tenth = (number: number): number => Math.round(number * 10) / 10;
const whole = (number: number | undefined): string => (number === undefined ? '–' : count(Math.round(number)));
const secondsOf = ({ at }: FeltSpan, zero: number): string => ((at - zero) / 1000).toFixed(1);
const spanWord = (seconds: number): string => (seconds === 1 ? 'second' : duration(seconds).replace('.0', ''));
