import type { Fault } from './fault';

export const STACK_FAULTS: readonly Fault[] = [
  {
    id: 'F-56',
    fault: 'a stack cannot be created and is rolled back',
    outcome:
      'it is named with the first resource that failed; the next run deletes it and creates it anew, unless ' +
      'data would stay behind',
    by: [
      'stack-rolls-back',
      'lambdas/steps/deploy-stacks/clearing.test.ts',
      'lambdas/steps/deploy-stacks/step.test.ts',
    ],
  },
  {
    id: 'F-57',
    fault: 'a stack is in `UPDATE_ROLLBACK_FAILED`',
    outcome: 'handed over with what mends it; nothing is tried',
    by: ['lambdas/steps/deploy-stacks/step.test.ts'],
  },
  {
    id: 'F-58',
    fault: 'the stack is there already, and the same',
    outcome: 'it is adopted; stacks are never updated in place',
    by: ['lambdas/steps/deploy-stacks/cloudformation.test.ts', 'lambdas/steps/deploy-stacks/step.test.ts'],
  },
  {
    id: 'F-59',
    fault: 'the stack is there, and somebody else made it',
    outcome: 'refused by tags and role, and never deleted',
    by: ['lambdas/steps/deploy-stacks/cloudformation.test.ts', 'lambdas/steps/check-readiness/stacks.test.ts'],
  },
  {
    id: 'F-60',
    fault: 'somebody else changes the stack',
    outcome: 'it is waited for as long as the step may take, then handed over',
    by: ['lambdas/steps/deploy-stacks/step.test.ts', 'lambdas/steps/check-readiness/stacks.test.ts'],
  },
  {
    id: 'F-61',
    fault: 'a stack stays in progress for ever',
    outcome: 'the step is overdue and says since when; the stack is left as it is',
    by: ['lambdas/steps/deploy-stacks/step.test.ts', 'lambdas/edge/step-handler.test.ts'],
  },
  {
    id: 'F-62',
    fault: 'a global name is taken: a bucket, an alarm, a log group',
    outcome: 'the audit of a release tells names that are fixed; in a run the first resource that failed is named',
    by: ['test/release-audit-rules.test.ts', 'lambdas/steps/deploy-stacks/cloudformation.test.ts'],
  },
  {
    id: 'F-63',
    fault: 'a quota of the standby is reached',
    outcome: '`check` counts it beforehand; in a run it is refused with what mends it',
    by: ['lambdas/steps/audit-standby/step.test.ts', 'lambdas/steps/deploy-stacks/cloudformation.test.ts'],
  },
  {
    id: 'F-64',
    fault: 'a template is missing, denied, or its key is',
    outcome: 'every object is read before anything is changed: refused, naming it',
    by: ['lambdas/steps/check-readiness/refusals.test.ts'],
  },
  {
    id: 'F-65',
    fault: 'an object is replaced after it was signed',
    outcome: 'version and SHA-256 are pinned: refused before anything is changed',
    by: ['release-byte-flipped', 'release-version-swapped', 'lambdas/edge/staged-release.test.ts'],
  },
  {
    id: 'F-66',
    fault: 'a release whose signature is not right',
    outcome: 'refused; keys are pinned in the plan, so no KMS has to answer',
    by: ['release-signed-by-a-stranger', 'lambdas/steps/check-readiness/refusals.test.ts'],
  },
  {
    id: 'F-67',
    fault: 'the standby has an older release',
    outcome: 'its age is limited and told; each hour the Regions are compared; one that was put back is refused',
    by: [
      'release-rolled-back',
      'lambdas/steps/check-readiness/refusals.test.ts',
      'lambdas/triggers/check-drift/trigger.test.ts',
    ],
  },
  {
    id: 'F-68',
    fault: 'a download that is cut off, or far too large',
    outcome: 'read to a limit and let go; cut off is asked for again, and never taken for altered',
    by: ['lambdas/edge/release-bucket.test.ts', 'lambdas/edge/staged-release.test.ts'],
  },
  {
    id: 'F-69',
    fault: 'a change would replace or delete what holds data',
    outcome: 'stacks are created new and never updated: no role may update one',
    by: ['test/iam.test.ts'],
  },
  {
    id: 'F-70',
    fault: 'an export is in use, or an import is missing',
    outcome: 'named with whoever uses it',
    by: ['lambdas/steps/retire-stacks/deleting.test.ts', 'lambdas/steps/deploy-stacks/clearing.test.ts'],
  },
  {
    id: 'F-71',
    fault: 'one of several stacks fails',
    outcome: 'the others end by themselves and are kept; the run goes no further; the next one goes on from there',
    by: ['lambdas/steps/deploy-stacks/cloudformation.test.ts', 'test/machine-runs.test.ts'],
  },
  {
    id: 'F-72',
    fault: 'CreateStack is accepted and the answer is lost',
    outcome: 'it looks whether it got through, and sends it again with the same token',
    by: [
      'lambdas/steps/deploy-stacks/cloudformation.test.ts',
      'lambda-dies-after-each-side-effect',
      'simulate:errorAfter',
      'simulate:timeoutAfter',
    ],
  },
  {
    id: 'F-73',
    fault: 'an output that another stack takes is missing',
    outcome: 'refused, naming it, before anything is promoted where it can be known',
    by: ['lambdas/steps/deploy-stacks/step.test.ts', 'lambdas/steps/check-readiness/stacks.test.ts'],
  },
  {
    id: 'F-74',
    fault: 'what runs or is staged has drifted',
    outcome: 'each hour it is compared; `check` is red',
    by: ['lambdas/triggers/check-drift/trigger.test.ts', 'lambdas/steps/audit-control-plane/step.test.ts'],
  },
  {
    id: 'F-75',
    fault: 'the control plane of IAM is down while a stack makes a role',
    outcome: 'the audit refuses resources that need a control plane elsewhere',
    by: ['us-east-1-dead-too', 'test/release-audit.test.ts'],
  },
];
