import * as z from 'zod';
import { readingReleases, releaseStacks, releasing } from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { checkReadiness } from '../check-readiness/step';

export const deployStacks = defineStep({
  name: 'DeployStacks',
  purpose: "The release's stacks exist here, complete, and nothing but the signed release was deployed.",
  reads: [admitRun, checkReadiness],
  output: z.strictObject({
    release: z.string(),
    stacks: z.array(z.strictObject({ name: z.string(), id: z.string() })),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  // The slowest releases seen take 20 min to create; 1 h before a person is asked.
  overdueSeconds: () => 3600,
  permissions: (place) => [
    ...releasing(place, 'CreateStack'),
    // CreateStack with tags needs TagResource on the stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html
    { actions: ['cloudformation:TagResource'], resources: releaseStacks(place) },
    readingReleases(place),
  ],
});
