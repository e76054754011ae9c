import { type Html, html } from '../../../../report/run-report/html';
import type { Snapshot, WorldSnapshot } from '../../snapshot';
import type { PageState } from '../state';
import { clients } from './clients';
import { machine } from './machine';
import { moves } from './moves';
import { regions } from './regions';
import { sentences } from './sentences';
import { tour } from './tour';

/** The whole page, from what is known: the same state gives the same markup. */
export function page(state: PageState): Html {
  const { snapshot, isLive } = state;
  const silence = silenceOf(state);
  if (!snapshot) return html`<p class="opening">${isLive ? 'Connecting to the world …' : silence}</p>`;
  const { world } = snapshot;
  return html`${header(state, world)}
${!isLive && html`<p class="banner bad" role="alert">${silence}</p>`}
${world ? open(state, world, snapshot) : opening(snapshot)}`;
}

const LOST = 'Nothing answers. Is understudy still running? This page connects again by itself.';
const ENDED = 'Understudy has ended. Start it again, and this page connects by itself.';

const silenceOf = ({ snapshot, trouble }: PageState): string =>
  trouble !== undefined
    ? `Nothing is shown here: ${trouble}. This page connects by itself then.`
    : snapshot?.phase.name === 'closing'
      ? ENDED
      : LOST;

function header({ snapshot, isLive }: PageState, world: WorldSnapshot | undefined): Html {
  const word = isLive ? PHASE_WORDS[snapshot?.phase.name ?? 'opening'] : 'no connection';
  return html`<header><h1><img src="/icon.svg" alt="" width="22" height="22"> Mission control</h1>
${world && status(world)}
<p class="live ${isLive ? 'on' : 'off'}"><span class="dot"></span>${word}</p></header>`;
}

const PHASE_WORDS = { opening: 'opening', open: 'live', closing: 'closing', broken: 'broken' } as const;

/** Where users are, in a sentence. */
function status({ publicName, answered, active, settled, automaticRuns, automation, scale }: WorldSnapshot): Html {
  const isSettled = settled !== undefined && settled.region === active;
  return html`<p class="where"><b>${publicName}</b> <span aria-hidden="true">→</span>
<span class="sr"> is answered with </span>
<b class="points-to">${answered ?? 'no address'}</b>
<span class="chip ${isSettled ? 'good' : 'warn'}">${isSettled ? 'settled' : 'not settled'}</span></p>
<p class="quiet plan">automation <b>${automation}</b>, automatic runs
<b class="${automaticRuns === 'on' ? '' : 'warn-text'}">${automaticRuns}</b>,
AWS ${scale} times faster</p>`;
}

function opening({ phase }: Snapshot): Html {
  const { name, told, trouble } = phase;
  if (name === 'broken') {
    return html`<main class="opening"><h2>The world did not open</h2><p class="banner bad">${trouble ?? ''}</p>
<p>End understudy with Ctrl-C, and start it again once the cause is gone.</p></main>`;
  }
  return html`<main class="opening"><h2>${name === 'closing' ? 'The world is being closed' : 'A world is opening'}</h2>
<p>Two Regions of AWS on this computer: real PostgreSQL, real DNS, real HTTP, the machines and functions that would be
deployed. It takes most of a minute.</p>
<ol class="told">${told.map((text, index) => html`<li class="${index < told.length - 1 && 'past'}">${text}</li>`)}</ol>
</main>`;
}

function open(state: PageState, world: WorldSnapshot, { at }: Snapshot): Html {
  return html`${!state.isTourHidden && tour(world.tour, state)}
<main class="grid"><div class="left">
${clients(world.clients, world.facts)}
${regions(world)}
${machine({ run: world.run, layouts: state.layouts, at })}
</div><div class="right">
${moves(world, state)}
${sentences(world.sentences, world.facts)}
</div></main>`;
}
