import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Place } from '../domain/step';
import type { Verb } from '../domain/verbs';
import { runningVerbs, seeingPlan } from './operating';
import { policyOf } from './permissions';

/**
 * Verbs that promote nothing, move nobody, and take nothing away that a takeover may want. `retire` is none of them: a
 * person's removes what is kept warm, and what a takeover has left half made.
 */
const HARMLESS: readonly Verb[] = ['drill', 'prewarm', 'check'];

/**
 * What whoever proves the standby in this Region may do: start, see and stop what neither promotes, nor moves users,
 * nor deletes what others have made. It is attached to nobody.
 */
export const drillerPolicy = (scope: Construct, place: Place): ManagedPolicy =>
  new ManagedPolicy(scope, 'Driller', {
    managedPolicyName: place.names.drillerPolicy,
    description: `Understudy of ${place.plan.name} in ${place.region}: what a driller may do`,
    document: policyOf([...runningVerbs(place, HARMLESS), ...seeingPlan(place)]),
  });
