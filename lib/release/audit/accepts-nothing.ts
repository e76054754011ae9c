import type { Plan } from '../../domain/plan';
import { nearest } from '../../domain/text';
import type { Finding } from '../finding';
import { RULES } from './rules';

/** Of acceptances themselves; it looks at what the other rules have found. */
export const acceptsNothing = {
  name: 'accepts-nothing',
  level: 'warning',
  why:
    'The plan accepts a finding that is not there any more. Whoever brings it back would have it accepted without ' +
    'a word.',
} as const;

/** @param ids of everything that is there to be accepted */
export function unusedAcceptances(plan: Plan, ids: ReadonlySet<string>): Finding[] {
  return plan.release.accept
    .filter(({ finding }) => !ids.has(finding))
    .map(({ finding }): Finding => {
      const place = finding.slice(finding.indexOf(':') + 1);
      const [stack = place, logicalId] = place.split('/');
      const { name: rule, level } = acceptsNothing;
      const because = noRule(finding) ?? `the plan accepts ${finding}, which the audit does not find`;
      const unused = { id: `${rule}:${place}`, rule, level, stack, because, remedy: REMEDY };
      return logicalId === undefined ? unused : { ...unused, logicalId };
    });
}

/** Of an acceptance that no finding could ever match: what is wrong with its rule. */
function noRule(finding: string): string | undefined {
  const [written = ''] = finding.split(':');
  const names = RULES.map(({ name }) => name);
  if (names.includes(written)) return undefined;
  const near = nearest(written, names);
  return `no rule is called ${written}; ${near ? `did you mean ${near}` : 'docs/release-audit.md names them'}`;
}

const REMEDY = 'take it out of release.accept';
