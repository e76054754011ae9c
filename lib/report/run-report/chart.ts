import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { oneLine } from '../../domain/text';
import { percent, type TimeScale, timeAxis } from './axis';
import { type Html, html } from './html';

/** Pixels; the width is the page's. */
const PLOT = { top: 22, height: 150, foot: 22 } as const;
export const PLOT_HEIGHT = PLOT.height;

export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in a sentence: for whoever does not see it. */
  readonly description: string;
  readonly time: TimeScale;
  /** What the event is called; the chart marks it. @default it has none */
  readonly zero?: string | undefined;
  readonly legend: readonly Html[];
  readonly axis: ValueAxis;
  /** What stands in the plot; heights in pixels from its upper edge, widths in percent. */
  readonly marks: Html;
  readonly columns: readonly string[];
  /** The same as numbers. */
  readonly rows: readonly (readonly string[])[];
}

export interface ValueAxis {
  readonly scale: ScaleLinear<number, number>;
  readonly say: (value: number) => string;
}

const TICKS = 3;
/** What is largest stays below the words of the axis. */
const HEADROOM = 1.12;
/** What fits beside the line of the event on a telephone. */
const ZERO_CHARACTERS_MAX = 32;

/** An axis of values from 0 to a round number that is not below `largest`. */
export const valueAxis = (largest: number, say: (value: number) => string): ValueAxis => ({
  scale: scaleLinear()
    .domain([0, HEADROOM * (largest || 1)])
    .nice(TICKS)
    .range([PLOT.height, 0]),
  say,
});

/** A chart with its title, its words for those who do not see it, and its numbers. */
export function chartFigure({ id, title, description, legend, columns, rows, ...plotted }: Chart): Html {
  const height = PLOT.top + PLOT.height + PLOT.foot;
  return html`<figure class="chart"><h3 class="chart-title">${title}</h3><ul class="legend">${legend}</ul>
<svg height="${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${plot(plotted)}</svg>
<details><summary>The same as a table: ${title}</summary>${dataTable(title, columns, rows)}</details></figure>`;
}

function plot({ axis: { scale, say }, time, zero, marks }: Pick<Chart, 'axis' | 'time' | 'zero' | 'marks'>): Html {
  const zeroAt = percent(time(0));
  const [word, side] = time(0) > 70 ? [-6, 'end'] : [6, 'start'];
  return html`<svg y="${PLOT.top}" width="100%" height="${PLOT.height}">${scale
    .ticks(TICKS)
    .map((tick) => html`<line class="grid" x1="0" x2="100%" y1="${scale(tick)}" y2="${scale(tick)}"/>`)}${marks}</svg>
${scale.ticks(TICKS).map((tick) => html`<text x="0" y="${PLOT.top + scale(tick) - 4}">${say(tick)}</text>`)}
${
  zero !== undefined &&
  html`<line class="zero" x1="${zeroAt}" x2="${zeroAt}" y1="8" y2="${PLOT.top + PLOT.height}"/>
<svg x="${zeroAt}" y="0" width="1" height="16">
<text class="zero-word" x="${word}" y="12" text-anchor="${side}">${oneLine(zero, ZERO_CHARACTERS_MAX)}</text></svg>`
}
${timeAxis(time, PLOT.top + PLOT.height + 16)}`;
}

const dataTable = (title: string, columns: readonly string[], rows: readonly (readonly string[])[]): Html =>
  html`<div class="scrolls" tabindex="0" role="region" aria-label="${title}, as a table"><table>
<thead><tr>${columns.map((column) => html`<th scope="col" class="number">${column}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`)}</tbody></table>
</div>`;

/** A path that is as wide as the page: its lines keep their thickness. @param d in a box 1000 wide, pixels high */
export const stretched = (className: string, d: string | null): Html =>
  html`<svg width="100%" height="${PLOT.height}" viewBox="0 0 1000 ${PLOT.height}" preserveAspectRatio="none">
<path class="${className}" d="${d ?? ''}"/></svg>`;

/** How a line or an area looks, and what it means. */
export const legendLine = (className: string, word: string): Html =>
  html`<li><svg viewBox="0 0 22 10" aria-hidden="true"><path class="${className}" d="M0 5H22"/></svg>${word}</li>`;
export const legendArea = (attributes: Html, word: string): Html =>
  html`<li><svg viewBox="0 0 22 10" aria-hidden="true"><rect width="22" height="10" ${attributes}/></svg>${word}</li>`;
