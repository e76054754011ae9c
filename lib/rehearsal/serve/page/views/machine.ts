import { toneOf } from '../../../../domain/ending';
import type { Layout } from '../../../../domain/layout';
import type { StepPicture } from '../../../../report/run-picture';
import { type Html, html } from '../../../../report/run-report/html';
import { shapeOf } from '../../../../report/run-report/marks';
import { type Corner, placesOf } from '../../../../report/run-report/places';
import { classOf, duration, STATE_WORDS } from '../../../../report/run-report/words';
import type { ShownRun } from '../../snapshot';
import type { Layouts } from '../../world-snapshot';
import { MEASURES, wayBetween, wordsOf } from './drawing';
import { readable } from './said';

export interface MachineProps {
  readonly run: ShownRun | undefined;
  readonly layouts: Layouts | undefined;
  /** Now, milliseconds since 1970. */
  readonly at: number;
}

/** The drawing of the run that people wait for, lit as far as it has come, and what its steps say now. */
export function machine({ run, layouts, at }: MachineProps): Html {
  if (!run || !layouts) {
    return html`<section class="card machine" aria-labelledby="machine-title"><h2 id="machine-title">No run yet</h2>
<p class="quiet">Break something, or start a verb: the machine of the run is drawn here and lights up
step by step.</p></section>`;
  }
  const { verb, region, beganAt, endedAt, outcome, asks } = run;
  const took = beganAt === undefined ? '' : duration(((endedAt ?? at) - beganAt) / 1000);
  return html`<section class="card machine" aria-labelledby="machine-title">
<h2 id="machine-title">${verb} of ${region} <span class="chip ${chipOf(outcome)}">${outcome ?? 'running'}</span>
<span class="quiet">${took}</span></h2>
${asks && html`<p class="banner warn" role="alert"><b>A person is asked.</b> ${readable(asks.because)}</p>`}
<div class="scroll" tabindex="0" role="group" aria-label="Drawing of the machine">${drawing(layouts[verb], run)}</div>
${working(run.steps, at)}</section>`;
}

const chipOf = (outcome: string | undefined): string => {
  if (outcome === undefined) return 'running';
  if (toneOf(outcome) === 'good') return 'good';
  return outcome === 'Joined' ? '' : 'warn';
};

function drawing(layout: Layout, { steps, verb }: ShownRun): Html {
  const places = placesOf(layout, MEASURES);
  const states = new Map(steps.map((step) => [step.name, step]));
  const ways = layout.arrows
    .filter(({ when }) => when === 'done')
    .map(({ from, to }) => {
      const isTaken = states.get(from)?.state === 'done' && (states.get(to)?.looks ?? 0) > 0;
      return html`<path class="way ${isTaken && 'taken'}" d="${wayBetween(places, { from, to })}"/>`;
    });
  const nodes = layout.steps.map(({ name, purpose }) => {
    const step = states.get(name) ?? { name, state: 'ahead', looks: 0 };
    return node(step, { corner: places.of(name) ?? NOWHERE, purpose });
  });
  const { width, height } = places;
  return html`<svg class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="list"
aria-label="Steps of the ${verb}"><g aria-hidden="true">${ways}</g>${nodes}</svg>`;
}

const { node: NODE } = MEASURES;
const NOWHERE: Corner = { x: 0, y: 0, band: 0 };

interface Placed {
  readonly corner: Corner;
  readonly purpose: string;
}

function node({ name, state, because }: StepPicture, { corner: { x, y }, purpose }: Placed): Html {
  const label = `${name}: ${STATE_WORDS[state]}. ${because === undefined ? purpose : readable(because)}`;
  const lines = wordsOf(name);
  const top = y + NODE.height / 2 + 4 - (lines.length - 1) * 6;
  return html`<g class="node ${classOf(state)}" role="listitem" aria-label="${label}"><title>${label}</title>
<rect x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="8"/>
<g transform="translate(${x + 6} ${y + NODE.height / 2 - 7}) scale(.85)">${shapeOf(state)}</g>
${lines.map((line, index) => html`<text x="${x + 25}" y="${top + index * 12}">${line}</text>`)}</g>`;
}

/** What is at work says what it waits for; what stopped says why. A clock that is read aloud would never be silent. */
function working(steps: readonly StepPicture[], at: number): Html {
  const told = steps.filter(({ state }) => !['ahead', 'left out', 'done'].includes(state));
  return html`<ul class="working" aria-live="polite">${told.map(
    ({ name, state, because, beganAt, endedAt }) =>
      html`<li class="${classOf(state)}"><b>${name}</b> <span class="quiet">${STATE_WORDS[state]}</span>
${
  beganAt !== undefined &&
  html`<span class="quiet" aria-hidden="true">${duration(((endedAt ?? at) - beganAt) / 1000)}</span>`
}
${because !== undefined && readable(because)}</li>`,
  )}</ul>`;
}
