import { type Tone, toneOf } from '../../domain/ending';
import type { RunPicture, StepPicture, StepState } from '../run-picture';
import type { RunReportData } from './data';
import { type Html, html } from './html';
import { shapeOf, toneShape } from './marks';
import { type Places, placesOf } from './places';
import { anchorOf, classOf, duration, STATE_WORDS } from './words';

/** What the longest name of a step needs at its size of letters. */
const MEASURES = {
  node: { width: 178, height: 56 },
  gap: { x: 30, y: 16, band: 34 },
  edge: { x: 16, y: 2 },
} as const;
const { node: NODE, gap: GAP } = MEASURES;
/** Columns that fit beside each other on a page and on a telephone. */
const COLUMNS_MAX = { wide: 6, narrow: 2 } as const;

/** The last thing a run comes to stands behind its steps. */
const END = ' end';

/** What the run did of what its verb can do: the ways it took are drawn strong. */
export function machineSection(data: RunReportData): Html {
  const { layout, picture } = data;
  const others = layout.endings.filter((ending) => ending !== picture.outcome);
  return html`<section aria-labelledby="machine"><h2 id="machine">What the machine did</h2>
<p>Each box is a state of the machine, and leads to what it said. Strong arrows are the ways that were taken; what was
not taken is dashed.</p>
<figure class="drawing">${drawing(data, 'wide')}${drawing(data, 'narrow')}
<figcaption>${others.length > 0 && `It could also have ended as ${others.join(', ')}.`}</figcaption></figure>
</section>`;
}

function drawing({ layout, picture }: RunReportData, size: keyof typeof COLUMNS_MAX): Html {
  const { columns } = layout;
  const withEnd = { columns: columns + 1, steps: [...layout.steps, { name: END, column: columns, row: 0 }] };
  const places = placesOf(withEnd, { ...MEASURES, columnsMax: COLUMNS_MAX[size] });
  const steps = new Map(picture.steps.map((step) => [step.name, step]));
  const ways = waysOf(layout.arrows, steps, picture);
  const title = `drawing-${size}`;
  return html`<svg class="${size}" viewBox="0 0 ${places.width} ${places.height}" role="group"
aria-labelledby="${title}">
<title id="${title}">The ${picture.verb} as it was run, step by step</title>
<g aria-hidden="true">${ways.map((way) => arrow(places, way))}</g>
${layout.steps.map(({ name }) => node(places, steps.get(name) ?? { name, state: 'left out', looks: 0 }))}
${ending(places, picture)}</svg>`;
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly isTaken: boolean;
}

const FAILED: readonly StepState[] = ['joined', 'refused', 'overdue', 'broken'];

/** Every way of a step that is done; and of all the ways that failures can take, those that one took. */
function waysOf(
  arrows: RunReportData['layout']['arrows'],
  steps: ReadonlyMap<string, StepPicture>,
  { outcome }: RunPicture,
): Way[] {
  const didBegin = (name: string) => steps.get(name)?.beganAt !== undefined;
  const ways = arrows
    .filter(({ from, to }) => steps.has(from) && steps.has(to))
    .map(({ from, to, when }) => {
      const state = steps.get(from)?.state ?? 'ahead';
      const isTaken = didBegin(to) && (when === 'done' ? state === 'done' : FAILED.includes(state));
      return { from, to, when, isTaken };
    })
    .filter(({ when, isTaken }) => when === 'done' || isTaken);
  const last = arrows.filter(({ from, to }) => steps.has(from) && !steps.has(to)).map(({ from }) => from);
  const ends = [...new Set(last)].map((from) => ({ from, to: END, isTaken: outcome !== undefined && didBegin(from) }));
  return [...ways, ...ends];
}

/** From the right of one box to the left of the next; into another line of the page round the outside. */
function arrow(places: Places, { from, to, isTaken }: Way): Html {
  const [start, end] = [places.of(from), places.of(to)];
  if (!start || !end) return html``;
  const tail = { x: start.x + NODE.width, y: start.y + NODE.height / 2 };
  const head = { x: end.x - 7, y: end.y + NODE.height / 2 };
  const turn = end.x - GAP.x / 2;
  const within = tail.y === head.y ? '' : `H${turn}V${head.y}`;
  const around = () => `H${tail.x + GAP.x / 2}V${places.roofOf(end.band)}H${turn}V${head.y}`;
  const taken = isTaken ? ' taken' : '';
  return html`<path class="arrow${taken}"
d="M${tail.x} ${tail.y}${start.band === end.band ? within : around()}H${head.x}"/>
<path class="head${taken}" d="M${head.x - 1} ${head.y - 4}l7 4l-7 4z"/>`;
}

function node(places: Places, { name, state, because, beganAt, endedAt }: StepPicture): Html {
  const corner = places.of(name);
  if (!corner) return html``;
  const took = beganAt !== undefined && endedAt !== undefined ? `, ${duration((endedAt - beganAt) / 1000)}` : '';
  const under = `${STATE_WORDS[state]}${took}`;
  const label = `${name}: ${under}${because ? `. ${because}` : ''}`;
  return html`<a class="node ${classOf(state)}" href="#${anchorOf(name)}"><title>${label}</title>
${box(corner)}<g transform="translate(${corner.x + 10} ${corner.y + 11})">${shapeOf(state)}</g>
<text x="${corner.x + 32}" y="${corner.y + 23}">${name}</text>
<text class="under" x="${corner.x + 32}" y="${corner.y + 40}">${under}</text></a>`;
}

const box = ({ x, y }: { readonly x: number; readonly y: number }): Html =>
  html`<rect x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="8"/>`;

/** The machine's last state, which is no step. */
function ending(places: Places, { outcome }: RunPicture): Html {
  const corner = places.of(END);
  if (!corner) return html``;
  const tone: Tone = toneOf(outcome);
  const state = tone === 'good' ? 'is-done' : tone === 'bad' ? 'is-broken' : 'is-joined';
  return html`<g class="node ending ${tone} ${outcome === undefined ? 'is-ahead' : state}">${box(corner)}
<g transform="translate(${corner.x + 10} ${corner.y + 11})">${toneShape(tone)}</g>
<text x="${corner.x + 32}" y="${corner.y + 23}">${outcome ?? 'goes on'}</text>
<text class="under" x="${corner.x + 32}"
y="${corner.y + 40}">${outcome === undefined ? 'no end yet' : 'the end'}</text></g>`;
}
