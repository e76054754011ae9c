import type { Plan } from '../../domain/plan';
import { oneLine, printable } from '../../domain/text';
import { audit as auditOf, stopping } from '../../release/audit';
import { compose } from '../../release/compose';
import type { Finding } from '../../release/finding';
import type { Source } from '../../release/source';
import { JSON_FLAG } from '../flags';
import { planInUse } from '../plan-in-use';
import { printJson, printLines } from '../print';
import { defineCommand } from '../usage';
import { assemblyIn, withSource } from './assembly';
import { tellingFailure } from './failed';
import { ASSEMBLY_FLAG } from './flags';

/** `understudy release audit --assembly <folder> [--json]` */
export const audit = defineCommand({
  name: 'audit',
  purpose: 'Says what in a release would make a takeover fail; nothing is uploaded.',
  flags: { assembly: ASSEMBLY_FLAG, json: JSON_FLAG },
  examples: [
    'understudy release audit --assembly examples/orders/cdk.out   # nothing is uploaded',
    'understudy release audit --assembly examples/orders/cdk.out --json',
  ],
  exitCodes: { 0: 'nothing stops the release', 1: 'something does' },
  async run({ values }) {
    const directory = assemblyIn(values.assembly);
    const judge = (plan: Plan) => (source: Source) => {
      const release = compose(source, plan);
      const findings = auditOf(source, release, plan, { now: new Date().toISOString() });
      const stacks = release.stacks.map(({ name }) => name);
      const told = { release: release.id, stacks, findings, ...countsOf(findings) };
      if (values.json) printJson(told, 2);
      else printLines(linesOf(told));
      return stopping(findings).length === 0 ? 0 : 1;
    };
    return tellingFailure(values, async () => {
      const plan = planInUse();
      return withSource(directory, plan, judge(plan));
    });
  },
});

interface Told {
  readonly release: string;
  readonly stacks: readonly string[];
  readonly findings: readonly Finding[];
  readonly errors: number;
  readonly warnings: number;
}

/** What stops the release, and what is only said; accepted findings are neither. */
const countsOf = (findings: readonly Finding[]): Pick<Told, 'errors' | 'warnings'> => ({
  errors: stopping(findings).length,
  warnings: findings.filter(({ level, accepted }) => level === 'warning' && accepted === undefined).length,
});

/** For people: stack by stack, each finding with the id that the plan accepts it by. */
export function linesOf({ release, stacks, findings, errors, warnings }: Told): string[] {
  const groups = [...new Set([...stacks, ...findings.map(({ stack }) => stack)])];
  const accepted = findings.filter((finding) => finding.accepted !== undefined).length;
  return [
    ...groups.flatMap((stack) =>
      groupOf(
        stack,
        findings.filter((finding) => finding.stack === stack),
      ),
    ),
    `${release}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${accepted} accepted, ` +
      `in ${counted(stacks.length, 'stack')}`,
  ].map(printable);
}

function groupOf(stack: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [`${stack}: nothing found`, ''];
  return [stack, ...findings.flatMap(linesFor), ''];
}

/** Enough for a resource with several mistakes; `--json` cuts nothing. */
const BECAUSE_CHARACTERS_MAX = 1000;

function linesFor({ id, level, logicalId = 'the stack', because, remedy, accepted }: Finding): string[] {
  const said = oneLine(because, BECAUSE_CHARACTERS_MAX);
  return [
    `  ${accepted === undefined ? level : 'accepted'}  ${logicalId}: ${said}`,
    accepted === undefined ? `    do: ${remedy}` : `    why: ${accepted}`,
    `    id: ${id}`,
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
