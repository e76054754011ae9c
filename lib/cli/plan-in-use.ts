import { existsSync, readFileSync } from 'node:fs';
import type { Plan } from '../domain/plan';
import { readPlan } from '../domain/plan-reader';
import { REASON_CHARACTERS_MAX } from '../domain/request';
import { listed, oneLine } from '../domain/text';
import { UsageError } from './usage';

/**
 * The plan that commands are about: `plan.json` here, or the file that UNDERSTUDY_PLAN names. @throws PlanError,
 * UsageError
 */
export function planInUse(): Plan {
  const file = process.env.UNDERSTUDY_PLAN ?? 'plan.json';
  if (!existsSync(file)) throw new UsageError(`no plan at ${file}; name it with UNDERSTUDY_PLAN`);
  return readPlan(textOf(file), file);
}

/** What is there but cannot be read: a folder, or a file of somebody else. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read (${code}); UNDERSTUDY_PLAN names the file of a plan`);
  }
}

/** A Region of the plan, as it was written. @param flag where it was written @throws UsageError */
export function regionOf(plan: Plan, written: string | undefined, flag = '--region'): string {
  if (written === undefined) throw new UsageError(`${flag} is required: ${listed(plan.regions, 'or')}`);
  if (plan.regions.includes(written)) return written;
  throw new UsageError(`${flag} ${written} is not a Region of plan ${plan.name}; allowed are ${listed(plan.regions)}`);
}

/** The reason a person gives. @throws UsageError when there is none */
export function reasonOf(because: string | undefined): string {
  if (because === undefined || oneLine(because) === '') {
    throw new UsageError('--because is required: one sentence that says why; it is recorded');
  }
  if (because.length > REASON_CHARACTERS_MAX) {
    throw new UsageError(`--because has ${because.length} characters; at most ${REASON_CHARACTERS_MAX} are allowed`);
  }
  return because;
}

/** Whether this is what `rehearse --hold` prints: a world is on this very machine. */
export const isWorld = (written: string): boolean => /^http:\/\/127\.0\.0\.1:\d{1,5}\/?$/.test(written);

/** A world's URL from `--world`. @throws UsageError */
export function worldOf(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  if (isWorld(written)) return written.replace(/\/$/, '');
  throw new UsageError(`--world takes the URL that rehearse --hold has printed, got ${JSON.stringify(written)}`);
}
