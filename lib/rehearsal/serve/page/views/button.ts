import { type Html, html } from '../../../../report/run-report/html';
import type { Offer } from '../../snapshot';

export interface ButtonLook {
  readonly underWay: ReadonlySet<string>;
  readonly className: string;
  /** Tells two buttons of one offer apart. */
  readonly key: string;
  /** Id of what describes it. @default nothing does */
  readonly describedBy?: string;
}

export const ofOffer = ({ id, target }: Pick<Offer, 'id' | 'target'>): string => `${id} ${target}`;

/** An element's id, in which no space may stand. */
export const idOf = (key: string, offer: Pick<Offer, 'id' | 'target'>): string =>
  `${key}-${ofOffer(offer)}`.replace(/[^\w-]+/g, '-');

/** What is pressed to go back from a question, and what to go on. */
export const KEEP = 'Keep it';

/** A button that keyboards and screen readers reach also while it can do nothing: they learn the reason. */
export function button(offer: Offer, { underWay, className, key, describedBy }: ButtonLook): Html {
  const isBusy = underWay.has(ofOffer(offer));
  const isOff = isBusy || offer.refusedBecause !== undefined;
  return html`<button type="button" class="${className}" id="${idOf(key, offer)}"
data-id="${offer.id}" data-target="${offer.target}"
${offer.confirm !== undefined && html`data-asks="${idOf('keep', offer)}"`}
${isOff && html`aria-disabled="true"`} 
${describedBy !== undefined && html`aria-describedby="${describedBy}"`}>
${offer.label}${isBusy && ' …'}</button>`;
}
