import type { Plan } from '../../domain/plan';
import { listed } from '../../domain/text';
import type { Verb } from '../../domain/verbs';
import { UsageError } from '../usage';
import { STARTING } from './verbs';

/** Which Region serves the users, as far as their claims tell. */
export interface Standing {
  readonly active: string;
  /** Regions whose claim could not be read: one of them may have claimed since. */
  readonly silent: readonly string[];
}

export interface Wanted {
  readonly plan: Plan;
  readonly verb: Verb;
  /** As it was written, and a Region of the plan. @default the only one that makes sense */
  readonly written: string | undefined;
}

/**
 * The Region that a verb is started in. A machine always acts for its own.
 *
 * @throws UsageError when it must be named, or is one where the verb would be refused
 */
export function regionToStartIn({ plan, verb, written }: Wanted, standing: Standing): string {
  const sensible = plan.regions.filter((region) => isSensible(verb, region, standing));
  if (written === undefined) {
    if (sensible.length === 1) return sensible[0] as string;
    throw new UsageError(`--region is required: ${verb} can be started in ${listed(sensible, 'or')}`);
  }
  // Where a claim is unknown nobody here knows better than the machine, which looks for itself.
  if (standing.silent.length > 0 || sensible.includes(written)) return written;
  throw new UsageError(`${because(verb, written, standing)}; allowed is --region ${listed(sensible, 'or')}`);
}

function isSensible(verb: Verb, region: string, { active }: Standing): boolean {
  const { where } = STARTING[verb];
  return where === 'any' || (where === 'active') === (region === active);
}

const because = (verb: Verb, region: string, { active }: Standing): string =>
  region === active
    ? `${region} is the active Region, and ${verb} is started in one that is not`
    : `${region} is not active, ${active} is, and ${verb} is started in the active Region`;
