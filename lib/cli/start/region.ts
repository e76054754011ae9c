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

interface Choice extends Pick<Wanted, 'verb'>, Pick<Standing, 'silent'> {
  readonly sensible: readonly string[];
}

/**
 * The Region that a verb is started in. A machine always acts for its own.
 *
 * @throws UsageError when it must be named, or is one where the verb would be refused
 */
export function regionToStartIn({ plan, verb, written }: Wanted, standing: Standing): string {
  const { active, silent } = standing;
  const sensibleWhile = (one: string) => plan.regions.filter((region) => isSensible(verb, region, one));
  const sensible = sensibleWhile(active);
  if (written === undefined) {
    // The active Region may be dark, and an older claim elsewhere the highest that is left to read.
    const [only, ...others] = new Set([sensible, ...silent.map(sensibleWhile)].flat());
    if (only !== undefined && others.length === 0) return only;
    throw new UsageError(`--region is required: ${choice({ verb, sensible, silent })}`);
  }
  // Where a claim is unknown nobody here knows better than the machine, which looks for itself.
  if (standing.silent.length > 0 || sensible.includes(written)) return written;
  throw new UsageError(`${because(verb, written, standing)}; allowed is --region ${listed(sensible, 'or')}`);
}

function isSensible(verb: Verb, region: string, active: string): boolean {
  const { where } = STARTING[verb];
  return where === 'any' || (where === 'active') === (region === active);
}

const PLACES = { standby: 'in one that is not', active: 'there' } as const;

/** What there is to choose from, or why nobody here can say. */
function choice({ verb, sensible, silent }: Choice): string {
  const { where } = STARTING[verb];
  if (silent.length === 0 || where === 'any') return `${verb} can be started in ${listed(sensible, 'or')}`;
  return (
    `the claim of ${listed(silent)} cannot be read, so nobody here knows which Region is active; ` +
    `${verb} is started ${PLACES[where]}`
  );
}

const because = (verb: Verb, region: string, { active }: Standing): string =>
  region === active
    ? `${region} is the active Region, and ${verb} is started in one that is not`
    : `${region} is not active, ${active} is, and ${verb} is started in the active Region`;
