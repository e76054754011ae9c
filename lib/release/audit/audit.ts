import type { Plan } from '../../domain/plan';
import { oneLine } from '../../domain/text';
import type { Finding } from '../finding';
import type { Release } from '../release';
import type { Source } from '../source';
import { unusedAcceptances } from './accepts-nothing';
import type { Rule, Said } from './rule';
import { RULES } from './rules';
import { auditedTemplates } from './templates';
import { laterFindings } from './values';

/**
 * Everything in a release that would make a takeover fail or deploy something else than what was released: errors
 * first, then by stack and id. What the plan accepts carries its reason.
 *
 * @param source what was read from disk; only its release's stacks are judged
 * @param release what was composed of it
 * @param context.now ISO 8601, UTC: Lambda stops to create functions on old runtimes one day
 */
export function audit(source: Source, release: Release, plan: Plan, context: { readonly now: string }): Finding[] {
  const audited = { source, release, plan, now: context.now, templates: auditedTemplates(source) };
  const findings = merged(RULES.flatMap((rule) => rule.check(audited).map((found) => findingOf(rule, found))));
  const reasons = new Map(plan.release.accept.map(({ finding, because }) => [finding, because]));
  const judged = findings.map((finding) => {
    const accepted = reasons.get(finding.id);
    return accepted === undefined ? finding : { ...finding, accepted };
  });
  const acceptable = new Set([...findings.map(({ id }) => id), ...laterFindings(release, plan)]);
  return [...judged, ...merged(unusedAcceptances(plan, acceptable))].sort(byWeight);
}

/** Findings that stop a release: errors that the plan does not accept. */
export const stopping = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ level, accepted }) => level === 'error' && accepted === undefined);

/** A template may be of 1 MB, and all of it one name. */
const BECAUSE_CHARACTERS_MAX = 1000;

function findingOf({ name, level }: Rule, found: Said): Finding {
  const { logicalId, because, ...told } = found;
  const rest = { ...told, because: oneLine(because, BECAUSE_CHARACTERS_MAX) };
  if (logicalId === undefined) return { id: `${name}:${found.stack}`, rule: name, level, ...rest };
  return { id: `${name}:${found.stack}/${logicalId}`, rule: name, level, ...rest, logicalId };
}

/** One finding for what one rule says of one place, so that an id means one thing. */
function merged(findings: readonly Finding[]): Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) {
    const before = byId.get(finding.id);
    byId.set(finding.id, before ? together(before, finding) : finding);
  }
  return [...byId.values()];
}

function together(one: Finding, other: Finding): Finding {
  const worse = one.level === 'error' ? one : other;
  const because = one.because.includes(other.because) ? one.because : `${one.because}; ${other.because}`;
  const remedy = one.remedy.includes(other.remedy) ? one.remedy : `${one.remedy}; ${other.remedy}`;
  return { ...worse, because, remedy };
}

const byWeight = (one: Finding, other: Finding): number =>
  Number(one.level === 'warning') - Number(other.level === 'warning') ||
  compared(one.stack, other.stack) ||
  compared(one.id, other.id);

const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
