import { leavesNothing } from '../../domain/ending';
import type { EvidenceRecord } from '../../domain/evidence';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
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

/** What is safe to do after a run that has ended otherwise than it was meant to; nothing after any other. */
export function nextIn({ plan, picture, records }: Ended): string[] {
  const { outcome, region, verb, run: runId } = picture;
  if (outcome === undefined || leavesNothing(outcome)) return [];
  const failed = firstFailed(picture.steps);
  const ended = failed ? `${failed.state} at ${failed.name}` : outcome;
  return nextAfter({ plan, region, names: namesOf(plan, region), verb, runId, outcome: ended, records });
}

/** Sentences, and the commands between them, which begin with two spaces. */
export const nextLines = ({ next = [] }: RunReportData): Html =>
  html`${
    next.length > 0 &&
    html`<div class="next"><h2>What to do next</h2>${next.map((line) =>
      line.startsWith('  ') ? html`<pre>${line.trim()}</pre>` : html`<p>${line.replace(/^Next: /, '')}</p>`,
    )}</div>`
  }`;
