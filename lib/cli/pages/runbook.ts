import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyStep, slugOf } from '../../domain/step';
import { allSteps } from '../../workflow/workflows';

const STEPS = join(__dirname, '../../../lambdas/steps');

/** `docs/runbook.md`: what each step makes true and what to do when it says no, in the order of the workflows. */
export function runbookPage(): string {
  return [
    '# Runbook',
    '',
    'One chapter per step, in the order of a failover; what only other verbs do comes behind. A run that ends',
    '`HandedToOperator` names the step, the sentence it stopped with, and what is safe to do next: find the sentence',
    'here. Generated from `lambdas/steps/*/runbook.md`.',
    '',
    '**Resuming** a run means starting the verb again: every step looks first and adopts what it finds.',
    '',
    ...allSteps().map(chapterOf),
  ].join('\n');
}

/** PromoteDatabase → "Promote database": one spelling for state, folder, key and heading. */
export const headingOf = ({ name }: AnyStep): string =>
  name.replace(/(?<!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

function chapterOf(step: AnyStep): string {
  const text = readFileSync(join(STEPS, slugOf(step), 'runbook.md'), 'utf8');
  const body = text.replace(/^# .*\n+/, '').replace(/^(#+) /gm, '#$1 ');
  return `## ${headingOf(step)}\n\n${step.purpose}\n\n${body.trim()}\n`;
}
