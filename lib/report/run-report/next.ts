import { acknowledgeDivergenceCommand } from '../../domain/commands';
import { leavesNothing } from '../../domain/ending';
import type { EvidenceRecord } from '../../domain/evidence';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { listed } from '../../domain/text';
import { nextAfter } from '../next';
import type { RunPicture } from '../run-picture';
import type { RunReportData } from './data';
import { firstFailed } from './headline';
import { type Html, html } from './html';

export interface Ended {
  readonly plan: Plan;
  readonly picture: RunPicture;
  readonly records: readonly EvidenceRecord[];
}

/**
 * What is safe to do after a run that has ended otherwise than it was meant to, and what a takeover leaves to persons
 * although it serves; nothing after any other.
 */
export function nextIn({ plan, picture, records }: Ended): string[] {
  return [...afterTrouble({ plan, picture, records }), ...beforeFailback({ plan, picture })];
}

function afterTrouble({ plan, picture, records }: Ended): string[] {
  const { outcome, region, verb, run: runId } = picture;
  if (outcome === undefined || leavesNothing(outcome)) return [];
  const failed = firstFailed(picture.steps);
  const ended = failed ? `${failed.state} at ${failed.name}` : outcome;
  return nextAfter({ plan, region, names: namesOf(plan, region), verb, runId, outcome: ended, records });
}

const SERVING: readonly string[] = ['Serving', 'ServingDegraded'];

/**
 * A failover accepts that rows stay behind, also one that found the promotion done by another: nobody goes home before
 * a person has looked at them.
 */
function beforeFailback({ plan, picture: { outcome = '', region, verb } }: Omit<Ended, 'records'>): string[] {
  if (verb !== 'failover' || !SERVING.includes(outcome) || plan.databases.length === 0) return [];
  const others = plan.regions.filter((one) => one !== region);
  return [
    `Next: users are served from ${region}, and ${listed(others, 'or')} may hold rows that nobody else has. Before a ` +
      'failback, see what was left behind there:',
    '  npx understudy status',
    'Once a person has compared it with what users have now, this says so:',
    ...others.map((left) => `  ${acknowledgeDivergenceCommand(left)}`),
  ];
}

/** Sentences, and the commands between them, which begin with two spaces. */
export const nextLines = ({ next = [] }: RunReportData): Html =>
  html`${
    next.length > 0 &&
    html`<div class="next"><h2>What to do next</h2>${next.map((line) =>
      line.startsWith('  ') ? html`<pre>${line.trim()}</pre>` : html`<p>${line.replace(/^Next: /, '')}</p>`,
    )}</div>`
  }`;
