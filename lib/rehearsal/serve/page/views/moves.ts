import { type Html, html } from '../../../../report/run-report/html';
import type { Offer, WorldSnapshot } from '../../snapshot';
import { type PageState, PEOPLE } from '../state';
import { button, idOf, KEEP, ofOffer } from './button';

/** Everything that can be done, by whom it is done to: a tab for each Region, and one for people and the world. */
export function moves(world: WorldSnapshot, state: PageState): Html {
  const names = world.regions.map(({ region }) => region);
  const asks = world.offers.some(({ id }) => id === 'approve');
  const tab = state.tab ?? (asks ? PEOPLE : (world.active ?? names[0] ?? PEOPLE));
  const shown = world.offers.filter((offer) => tabOf(offer, names) === tab && isWorthShowing(offer));
  return html`<section class="card moves" aria-labelledby="moves-title"><h2 id="moves-title">Moves</h2>
<div role="tablist" aria-label="Whose moves">${[...names, PEOPLE].map((name) => tabButton(name, { tab, asks }))}</div>
<div role="tabpanel" id="moves" aria-label="Moves of ${tab}" class="panel" tabindex="0">
<ul>${shown.map((offer) => move(offer, state))}</ul></div></section>`;
}

function tabButton(name: string, { tab, asks }: { readonly tab: string; readonly asks: boolean }): Html {
  const isOn = name === tab;
  const isPeople = name === PEOPLE;
  return html`<button type="button" role="tab" id="tab-${name}" data-tab="${name}"
aria-controls="moves" aria-selected="${String(isOn)}"
tabindex="${isOn ? 0 : -1}">${isPeople ? 'People, world' : name}
${isPeople && asks && html`<span class="chip warn">asked</span>`}</button>`;
}

/** The Region that a move is made in; answers name a run, which is the people's. */
const tabOf = ({ target, group }: Offer, names: readonly string[]): string =>
  (group === 'answer' || group === 'world' ? undefined : names.find((name) => target.split(' ')[0] === name)) ??
  (names.includes(target) ? target : PEOPLE);

/** That something whole cannot be mended is no news. */
const isWorthShowing = ({ group, refusedBecause }: Offer): boolean => group !== 'mend' || refusedBecause === undefined;

function move(offer: Offer, { underWay, asked }: PageState): Html {
  const about = idOf('about', offer);
  const isOff = offer.refusedBecause !== undefined;
  const look = { underWay, className: `move ${offer.group}`, key: 'move', describedBy: about };
  return html`<li class="${isOff && 'off'}">${button(offer, look)}
<p id="${about}">${isOff && html`<b>Not now:</b> `}${offer.refusedBecause ?? offer.sentence}</p>
${asked === ofOffer(offer) && question(offer, about)}</li>`;
}

/** Asked once more, with the focus on the answer that keeps everything. */
function question(offer: Offer, about: string): Html {
  const { id, target, label, confirm = '' } = offer;
  return html`<div class="question" role="group" aria-label="${label}?" aria-describedby="${about}">
<button type="button" class="move" id="${idOf('keep', offer)}" data-keep="${idOf('move', offer)}">${KEEP}</button>
<button type="button" class="move break" id="${idOf('sure', offer)}" data-id="${id}" data-target="${target}"
>${confirm}</button></div>`;
}
