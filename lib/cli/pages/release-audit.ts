import { acceptsNothing } from '../../release/audit/accepts-nothing';
import type { Rule } from '../../release/audit/rule';
import { RULES } from '../../release/audit/rules';

/** `docs/release-audit.md`: every rule of the audit, with its level and its reason. */
export function releaseAuditPage(): string {
  return [
    '# The audit of a release',
    '',
    '`understudy release audit --assembly <folder>` reads what a team has built, and says what in it would make a',
    'takeover fail, or deploy something else than what was released. It asks AWS nothing. An error stops',
    '`release publish`; a warning does not.',
    '',
    'A finding has an id, `rule:stack/LogicalId`. What is no danger here is accepted in the plan, by that id and with',
    'a reason that every audit shows: `"accept": [{ "finding": "…", "because": "…" }]` in `release`.',
    '',
    'Values in `release.parameters` are judged by `other-region` and `literal-secret` too: `rule:release/Parameter`.',
    "`release publish` judges the value that each parameter has in each Region in the same way: there the Region's own",
    'name and the ids of what the pilot light holds are allowed. The same id accepts them.',
    '',
    'The table is generated from `lib/release/audit/rules/`, one file for each rule.',
    '',
    '| rule | level | why |',
    '|---|---|---|',
    ...[...RULES, acceptsNothing].map(rowOf),
    '',
  ].join('\n');
}

const rowOf = ({ name, level, why, warnsWhen }: Pick<Rule, 'name' | 'level' | 'why' | 'warnsWhen'>): string =>
  `| \`${name}\` | ${level}${warnsWhen ? `; warning when ${warnsWhen}` : ''} | ${why} |`;
