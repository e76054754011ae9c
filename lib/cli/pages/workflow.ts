import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlan } from '../../domain/plan-reader';
import { slugOf } from '../../domain/step';
import { drawingOf } from '../../workflow/drawing';
import { failover } from '../../workflow/failover';
import { stepsOf } from '../../workflow/grammar';
import { headingOf } from './runbook';

const PLAN_FILE = join(__dirname, '../../../plan.json');

/** `docs/workflow.md`: the picture and the steps, read from the workflow itself. */
export function workflowPage(): string {
  const plan = readPlan(readFileSync(PLAN_FILE, 'utf8'), PLAN_FILE);
  return [
    '# The failover',
    '',
    'Generated from `lib/workflow/failover.ts`, which the deployed state machine is generated from too.',
    '',
    '```mermaid',
    drawingOf(failover),
    '```',
    '',
    '| step | makes true | fenced | one look at most | gives up after (example plan) |',
    '|---|---|---|---|---|',
    ...stepsOf(failover).map((step) => {
      const fenced = step.fenced ? 'yes' : 'no';
      const limits = `${step.timeoutSeconds} s | ${step.overdueSeconds(plan)} s`;
      return `| [${headingOf(step)}](runbook.md#${slugOf(step)}) | ${step.purpose} | ${fenced} | ${limits} |`;
    }),
    '',
  ].join('\n');
}
