import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyStep, slugOf } from '../../domain/step';
import { allSteps } from '../../workflow/workflows';

const ROOT = join(__dirname, '../../..');
/** What alarms and rules say to people; `alarmText` names its headings. */
const ALARMS = 'lib/constructs/alarms-runbook.md';

/**
 * `docs/runbook.md`: what each step makes true and what to do when it says no, in the order of the workflows, behind
 * what each alarm says.
 */
export function runbookPage(): string {
  return [
    '# Runbook',
    '',
    'One chapter per step, in the order of a failover; what only other verbs do comes behind. A run that ends',
    '`HandedToOperator` names the step, the sentence it stopped with, and what is safe to do next: find the sentence',
    'here. An alarm names its heading in [Alarms](#alarms). Generated from `lambdas/steps/*/runbook.md` and',
    '`lib/constructs/alarms-runbook.md`.',
    '',
    '**Resuming** a run means starting the verb again: every step looks first and adopts what it finds. A verb is',
    'started with `npx understudy start <verb> --region <region> --because "…"`, and a run is followed with',
    '`npx understudy watch <run>`.',
    '',
    chapterIn(ALARMS, { heading: 'Alarms' }),
    ...allSteps().map((step) => {
      const about = { heading: headingOf(step), purpose: step.purpose };
      return chapterIn(`lambdas/steps/${slugOf(step)}/runbook.md`, about);
    }),
  ].join('\n');
}

/** PromoteDatabase → "Promote database": one spelling for state, folder, key and heading. */
export const headingOf = ({ name }: AnyStep): string =>
  name.replace(/(?<!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

/** A file of the repository as one chapter: its headings become those of a chapter. */
function chapterIn(
  file: string,
  { heading, purpose }: { readonly heading: string; readonly purpose?: string },
): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const body = text.replace(/^# .*\n+/, '').replace(/^(#+) /gm, '#$1 ');
  return [`## ${heading}`, ...(purpose === undefined ? [] : [purpose]), `${body.trim()}\n`].join('\n\n');
}
