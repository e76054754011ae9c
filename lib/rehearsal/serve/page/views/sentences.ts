import { type Html, html } from '../../../../report/run-report/html';
import { after } from '../../../../report/run-report/words';
import type { Facts, Sentence } from '../../snapshot';
import { readable } from './said';

/** What was said, the newest first; times count from what was broken last, and are UTC before that. */
export function sentences(all: readonly Sentence[], { faultAt }: Facts): Html {
  return html`<section class="card sentences" aria-labelledby="sentences-title">
<h2 id="sentences-title">What is said</h2>
<ol class="panel" tabindex="0" aria-label="Sentences, the newest first">
${all.map((sentence) => line(sentence, faultAt))}</ol></section>`;
}

function line({ at, step, because, by }: Sentence, faultAt: number | undefined): Html {
  const when = faultAt === undefined ? new Date(at).toISOString().slice(11, 19) : after(faultAt, at);
  return html`<li class="${step === 'World' ? 'world' : ''}"><span class="when">${when}</span>
<b title="${by ?? 'the world'}">${step}</b>
<span>${readable(because)}</span></li>`;
}
