import * as z from 'zod';
import {
  creatingStacks,
  deletingStacks,
  listingReleases,
  passingReleaseRole,
  readingReleases,
  releaseStacks,
  seeingStacks,
} from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { checkReadiness } from '../check-readiness/step';

export const deployStacks = defineStep({
  name: 'DeployStacks',
  purpose: "The release's stacks exist here, complete, and nothing but the signed release was deployed.",
  reads: [admitRun, checkReadiness],
  output: z.strictObject({
    release: z.string(),
    stacks: z.array(
      z.strictObject({
        /** Its name in AWS. */
        name: z.string(),
        id: z.string(),
        /** It was there already, made from the same template with the same parameters. @default this run created it */
        adopted: z.literal(true).optional(),
      }),
    ),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  // The slowest releases seen take 20 min to create; 1 h before a person is asked.
  overdueSeconds: () => 3600,
  permissions: (place) => permissionsOn(releaseStacks(place), place),
});

const permissionsOn = (stacks: readonly string[], place: Place): Permission[] => [
  seeingStacks(stacks),
  creatingStacks(place, stacks),
  // CreateStack with tags needs TagResource on the stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html
  { actions: ['cloudformation:TagResource'], resources: stacks },
  // What an earlier run has left half made, or an older release under the same name.
  deletingStacks(place, stacks),
  passingReleaseRole(place),
  readingReleases(place),
  listingReleases(place),
];
