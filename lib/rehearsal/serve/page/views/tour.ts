import { type Html, html } from '../../../../report/run-report/html';
import type { TourMove } from '../../snapshot';
import type { PageState } from '../state';
import { button } from './button';

/** The first tour: five moves, the next of which stands open. */
export function tour(moves: readonly TourMove[], state: PageState): Html {
  const next = moves.find((move) => move.state === 'now');
  return html`<section class="tour" aria-labelledby="tour-title"><h2 id="tour-title">First tour</h2>
<ol>${moves.map(
    ({ title, state: at }, index) =>
      html`<li class="${at}" ${at === 'now' && CURRENT}><span class="number" aria-hidden="true">${
        at === 'done' ? '✓' : index + 1
      }</span>${title}<span class="sr">${at === 'done' ? ' (done)' : ''}</span></li>`,
  )}</ol>
<p class="next">${next ? next.sentence : ALL_DONE}
${next?.press && press(next, state)}</p>
<button type="button" class="plain" data-hide="tour" aria-label="Hide the tour">Hide</button></section>`;
}

const ALL_DONE = 'You have lost a Region, taken over, and gone home without losing what the new writer held.';

const CURRENT = html`aria-current="step"`;

/** The move's own button, as the list of moves has it. */
function press({ press: pressed }: TourMove, { snapshot, underWay }: PageState): Html {
  const offer = snapshot?.world?.offers.find(({ id, target }) => id === pressed?.id && target === pressed.target);
  if (!offer) return html``;
  return html`${button(offer, { underWay, className: 'primary', key: 'tour' })}${
    offer.refusedBecause !== undefined && html` <span class="quiet">${offer.refusedBecause}</span>`
  }`;
}
