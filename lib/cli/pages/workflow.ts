import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../domain/plan';
import { readPlan } from '../../domain/plan-reader';
import { slugOf } from '../../domain/step';
import { listed } from '../../domain/text';
import { VERBS, type Verb } from '../../domain/verbs';
import { drawingOf } from '../../workflow/drawing';
import { stepsOf, touchedBy } from '../../workflow/grammar';
import { WORKFLOWS } from '../../workflow/workflows';
import { headingOf } from './runbook';

const PLAN_FILE = join(__dirname, '../../../plan.json');

/** `docs/workflow.md`: the picture and the steps of each verb, read from the workflows themselves. */
export function workflowPage(): string {
  const plan = readPlan(readFileSync(PLAN_FILE, 'utf8'), PLAN_FILE);
  return [
    '# The workflows',
    '',
    'One chapter per verb, generated from its file in `lib/workflow/`, which the deployed state machine is generated',
    'from too. A machine leaves out what its plan has no work for: hooks that it does not name, and the fence.',
    '',
    ...VERBS.flatMap((verb) => chapterOf(verb, plan)),
  ].join('\n');
}

const chapterOf = (verb: Verb, plan: Plan): string[] => [
  `## ${verb}`,
  '',
  '```mermaid',
  drawingOf(WORKFLOWS[verb]),
  '```',
  '',
  '| step | makes true | fenced | one look at most | gives up after (example plan) |',
  '|---|---|---|---|---|',
  ...stepsOf(WORKFLOWS[verb]).map((step) => {
    const fenced = step.fenced ? 'yes' : 'no';
    const limits = `${step.timeoutSeconds} s | ${step.overdueSeconds(plan)} s`;
    return `| [${headingOf(step)}](runbook.md#${slugOf(step)}) | ${step.purpose} | ${fenced} | ${limits} |`;
  }),
  '',
  ...touchesOf(verb),
];

const touchesOf = (verb: Verb): string[] => {
  const touched = touchedBy(WORKFLOWS[verb]).map(({ name }) => name);
  return touched.length === 0
    ? []
    : [`Touched before their turn, so that they are warm: ${listed(touched, 'and')}.`, ''];
};
