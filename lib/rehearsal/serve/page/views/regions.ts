import { type Html, html } from '../../../../report/run-report/html';
import type { RegionSnapshot, WorldSnapshot } from '../../snapshot';

/** Every Region with what stands there, beside each other. */
export const regions = ({ regions: all, active }: WorldSnapshot): Html =>
  html`<section class="regions" aria-label="Regions">${all.map((region) => card(region, active))}</section>`;

function card(region: RegionSnapshot, active: string | undefined): Html {
  const { region: name, isHome, isLost, isSick, isAnswered } = region;
  const role = isLost ? 'lost' : name === active ? 'active' : 'standby';
  return html`<article class="card region ${role}" aria-labelledby="region-${name}">
<h2 id="region-${name}">${name} <span class="chip ${role}">${role}</span>
${isHome && html`<span class="quiet">home</span>`}
${isSick && html`<span class="chip warn">tasks die</span>`}
${isAnswered && html`<span class="chip users">the name points here</span>`}</h2>
<dl class="rows">
${row('Database', database(region))}
${row('Stacks', stacks(region))}
${row('Alarm', alarm(region))}
${row('Lock', lock(region))}
</dl>${region.hasOpenDivergence && html`<p class="note">${DIVERGED}</p>`}</article>`;
}

const DIVERGED = 'Rows may be here that nobody else has: a person must look.';

const row = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const ROLE_WORDS = {
  writer: 'writer',
  reader: 'reader',
  down: 'does not answer',
  rebuilding: 'is being rebuilt',
} as const;

function database({ database: { role, move, lagSeconds, isLinkCut } }: RegionSnapshot): Html {
  const tone = role === 'down' ? 'bad-text' : role === 'rebuilding' ? 'warn-text' : '';
  return html`<b class="${tone}">${ROLE_WORDS[role]}</b>
${lagSeconds !== undefined && html`${lagSeconds.toFixed(1)} s behind`}
${isLinkCut && html`<span class="warn-text"> · line cut</span>`}
${move !== undefined && html`<span class="warn-text"> · ${move}</span>`}`;
}

/** What stands for good first; a release's name is long, and its end is what tells it apart. */
function stacks({ stacks: all }: RegionSnapshot): Html {
  const own = all.filter(({ name }) => !name.startsWith('understudy-'));
  if (own.length === 0) return html`none`;
  return html`<ul class="stacks">${own.map(
    ({ name, status }) =>
      html`<li class="${toneOf(status)}" title="${name}: ${status}">
<span class="dot"></span>${name}<span class="sr">: ${status}</span></li>`,
  )}</ul>`;
}

const toneOf = (status: string): string =>
  /FAILED|ROLLBACK/.test(status) ? 'bad' : status.endsWith('_IN_PROGRESS') ? 'working' : 'good';

const ALARM_WORDS: Readonly<Record<string, string>> = { OK: 'quiet', ALARM: 'the active Region is down' };

const alarm = ({ alarm: state }: RegionSnapshot): Html =>
  html`<b class="${state === 'ALARM' ? 'bad-text' : ''}">${ALARM_WORDS[state] ?? 'not enough data'}</b>`;

function lock({ lock: { state, verb, epoch }, claimedEpoch }: RegionSnapshot): Html {
  const who = state === 'free' ? html`free` : html`<b>${verb ?? ''}</b> ${state === 'held' ? 'holds it' : 'wants it'}`;
  return html`${who}<span class="quiet">, epoch ${epoch}${claimedEpoch > 0 && `, claims ${claimedEpoch}`}</span>`;
}
