import { chainProblem } from '../../domain/evidence';
import type { RunReportData } from './data';
import { type Html, html } from './html';
import { badge } from './marks';
import { counted } from './words';

/** The records of the run with their hashes, and how anybody can verify them without this page. */
export function evidenceSection({ evidence: { records, location, problem }, picture, setting }: RunReportData): Html {
  const broken = problem ?? chainProblem(records);
  const verdict = broken ? badge('bad', 'not whole') : badge('good', 'whole');
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
<p>${counted(records.length, 'record')}, each with the hash of the one before it.</p>
<dl class="pairs"><dt>The chain</dt><dd>${verdict}${broken !== undefined && html` ${broken}`}</dd>
<dt>Kept as</dt><dd class="mono">${location ?? 'not archived'}</dd></dl>
${setting.kind === 'aws' && howToVerify(picture.run)}
<details><summary>All records, with their hashes</summary>
<div class="scrolls" tabindex="0" role="region" aria-label="Records"><table><thead><tr><th scope="col">No.</th>
<th scope="col">When</th>
<th scope="col">Kind</th><th scope="col">Step</th><th scope="col">Because</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${records.map(
    ({ seq, at, kind, step, because, sha256 }) =>
      html`<tr><td>${seq}</td><td>${at}</td><td>${kind}</td><td>${step}</td><td>${because}</td><td>
<code>${sha256}</code></td></tr>`,
  )}</tbody></table></div></details></section>`;
}

/** A page can be altered by whoever hands it on; what Object Lock keeps cannot. */
const howToVerify = (run: string): Html => html`<h3>To verify it</h3>
<p class="note">This page is a copy for reading. What counts is kept under Object Lock, and this compares it, record
by record:</p>
<pre>npx understudy evidence verify '${run.replaceAll("'", '')}'</pre>`;
