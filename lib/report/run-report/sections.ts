import type { EvidenceRecord } from '../../domain/evidence';
import { type RunReportData, zeroOf } from './data';
import { type Html, html } from './html';
import { badge, stateMark } from './marks';
import { after, count, moment } from './words';

/** What became of what customers were told they have. */
export function ordersSection({ orders }: RunReportData): Html {
  return html`<section aria-labelledby="orders"><h2 id="orders">Orders</h2>
${
  orders
    ? html`<p>Every order that a customer was told is placed was looked for in the database that serves now.</p>
<dl class="figures ${orders.lost === 0 ? 'good' : 'bad'}">${figure('Placed', orders.placed)}${figure(
        'Acknowledged',
        orders.acknowledged,
      )}
${figure('Kept', orders.acknowledged - orders.lost)}${figure('Lost', orders.lost)}</dl>`
    : html`<p class="absent">Not measured: nobody compared what customers were told with what the database holds.</p>`
}</section>`;
}

const figure = (name: string, value: number): Html => html`<div><dt>${name}</dt><dd>${count(value)}</dd></div>`;

/** Why the run did what it did; who allowed it. */
export function decisionsSection(data: RunReportData): Html {
  const { records } = data.evidence;
  const zero = zeroOf(data);
  const decided = records.filter(({ kind }) => kind === 'admitted' || kind === 'decided' || kind === 'failed');
  const approved = records.filter(({ kind }) => kind === 'approved');
  return html`<section aria-labelledby="decisions"><h2 id="decisions">Decisions and approvals</h2>
<h3>Decisions</h3>${decided.length > 0 ? list(decided, zero) : html`<p class="absent">No decision is on record.</p>`}
<h3>Approvals</h3>${
    approved.length > 0
      ? list(approved, zero)
      : html`<p class="absent">Nobody was asked, or nobody
answered.</p>`
  }
</section>`;
}

const list = (records: readonly EvidenceRecord[], zero: number): Html =>
  html`<ol class="lines">${records.map(
    ({ at, step, kind, because }) => html`<li><span class="who">${after(zero, Date.parse(at))} · ${step}</span>
${kind === 'failed' && stateMark('broken')}<br>${because}</li>`,
  )}</ol>`;

/** Exactly what ran, so that anybody can compare it with what should have. */
export function provenanceSection({ digests, picture, plan, reason }: RunReportData): Html {
  return html`<section aria-labelledby="provenance"><h2 id="provenance">What ran</h2>
<dl class="pairs"><dt>Plan</dt><dd>${plan}</dd><dt>Reason</dt><dd>${reason}</dd>
<dt>Run</dt><dd class="mono">${picture.run}</dd>
${picture.beganAt !== undefined && html`<dt>Began</dt><dd>${moment(picture.beganAt)}</dd>`}
${picture.endedAt !== undefined && html`<dt>Ended</dt><dd>${moment(picture.endedAt)}</dd>`}
${digests.map(
  ({ name, value, of }) => html`<dt>${name}</dt><dd><code>${value}</code><br>
<span class="note">${of}</span></dd>`,
)}
</dl></section>`;
}

/** What the product promises of every run, and whether this one kept it. */
export function promisesSection({ promises }: RunReportData): Html {
  const isHeld = ({ broken }: { readonly broken: readonly string[] }) => broken.length === 0;
  return html`<section aria-labelledby="promises"><h2 id="promises">Promises</h2>
${
  promises
    ? html`<p>${count(promises.filter(isHeld).length)} of ${count(promises.length)} hold, as far as this run put them to
the test.</p><div class="scrolls" tabindex="0" role="region" aria-label="Every promise"><table><thead><tr>
<th scope="col">Number</th>
<th scope="col">Promise</th><th scope="col">Held</th></tr></thead><tbody>${promises.map(
        ({ id, promise, broken }) => html`<tr><th scope="row">${id}</th><td>${promise}${broken.map(
          (one) => html`<br>
<strong>${one}</strong>`,
        )}</td>
<td>${broken.length === 0 ? badge('good', 'held') : badge('bad', 'broken')}</td></tr>`,
      )}</tbody></table></div>`
    : html`<p class="absent">Not judged here: promises are judged by rehearsals, and by
<code>understudy history check</code> for the calls of a run.</p>`
}</section>`;
}

/** What the public name led to. */
export function namesSection(data: RunReportData): Html {
  const { answers } = data;
  return html`<section aria-labelledby="names"><h2 id="names">Where the public name led</h2>
${
  answers && answers.length > 0
    ? html`<table><thead><tr><th scope="col">From</th><th scope="col">Address</th><th scope="col">Region</th></tr>
</thead>
<tbody>${answers.map(
        ({ at, address, region }) => html`<tr><td>${after(zeroOf(data), at)}</td>
<td class="mono">${address}</td><td>${region ?? 'not known'}</td></tr>`,
      )}</tbody></table>`
    : html`<p class="absent">Not measured: nobody asked for the name all the time.</p>`
}</section>`;
}

/** What this report does not know is said, and nothing stands in its place. */
export const unmeasuredSection = ({ unmeasured }: RunReportData): Html =>
  html`<section aria-labelledby="unmeasured"><h2 id="unmeasured">What was not measured</h2>
${
  unmeasured.length > 0
    ? html`<ul class="plain">${unmeasured.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
    : html`<p>Nothing that this report speaks of was left out.</p>`
}</section>`;
