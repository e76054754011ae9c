import { existsSync, readFileSync } from 'node:fs';
import { templateProblems } from '../lib/constructs/template-size';
import { addControlPlanes, understudyApp } from '../lib/constructs/understudy-app';
import { PlanError, readPlan } from '../lib/domain/plan-reader';

const app = understudyApp();
const file: string = app.node.tryGetContext('plan') ?? process.env.UNDERSTUDY_PLAN ?? 'plan.json';

/** Ends at once: a plan that cannot be used is the reader's to mend, and a stack trace would not help. */
function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (!existsSync(file)) refuse(`no plan at ${file}; write one, or name it with --context plan=… or UNDERSTUDY_PLAN`);
try {
  addControlPlanes(app, readPlan(readFileSync(file, 'utf8'), file));
} catch (error) {
  if (error instanceof PlanError) refuse(error.message);
  throw error;
}
const problems = templateProblems(app.synth().stacks);
if (problems.length > 0) refuse(problems.join('\n'));
