import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  describingWriters,
  detectingDrift,
  listingReleases,
  readingClaim,
  readingReleases,
} from '../domain/permissions';
import type { Permission, Place } from '../domain/step';
import { policyOf } from './permissions';

/**
 * What whoever compares releases, templates and drift in this Region may do: `release list`, `release diff` and
 * `release drift`. It is attached to nobody, and it changes nothing. Reading how the resources of a stack are
 * configured,
 * which drift detection does with the caller's rights, is left to the AWS managed policies that the account has for it.
 */
export function auditorPolicy(scope: Construct, place: Place): ManagedPolicy {
  const { plan, region, names } = place;
  return new ManagedPolicy(scope, 'Auditor', {
    managedPolicyName: names.auditorPolicy,
    description: `Understudy of ${plan.name} in ${region}: what an auditor of releases may do`,
    document: policyOf([
      readingReleases(place),
      listingReleases(place),
      readingClaim(place),
      ...describingWriters(place),
      detectingDrift(place),
      SEEING_STACKS,
    ]),
  });
}

/**
 * What runs where: any stack may be the one that the team's own pipeline made, and the state of a detection belongs to
 * no stack.
 */
const SEEING_STACKS: Permission = {
  actions: [
    'cloudformation:DescribeStacks',
    'cloudformation:DescribeStackDriftDetectionStatus',
    'cloudformation:GetTemplate',
  ],
  resources: ['*'],
};
