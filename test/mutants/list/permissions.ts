// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const GRANTS = ['test/iam.test.ts'];

/** What each function may do at most. */
export const PERMISSIONS: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lambdas/steps/promote-database/step.ts', suites: GRANTS },
    {
      'any-database-may-be-promoted': {
        because: 'I-18: the role of the step reaches every database of the account',
        find: '      names.globalClusterArn(globalCluster),\n',
        replace: "      '*',\n",
      },
      'any-action-on-the-database': {
        because: 'I-26: the role of the step may delete the database',
        find: "actions: ['rds:FailoverGlobalCluster', 'rds:SwitchoverGlobalCluster'],",
        replace: "actions: ['rds:*'],",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/permissions.ts', suites: GRANTS },
    {
      'guard-writes-every-item': {
        because: 'I-18: a step may write any item of the table, its own evidence too',
        find: '  conditions: onlyKeys(lockPartition(plan.name)),\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/machine-role.ts', suites: GRANTS },
    {
      'machine-invokes-everything': {
        because: 'I-14: the machine of a drill may invoke the functions that promote',
        find: 'function:${names.lambda(lambdaSlugOf(step, lane))}:*`',
        replace: 'function:*`',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/locked-buckets.ts', suites: ['test/template.test.ts'] },
    {
      'evidence-can-be-deleted': {
        because: 'I-26: whoever may bypass governance deletes the evidence of a run',
        find: 'retention: ObjectLockRetention.compliance(Duration.days(EVIDENCE_DAYS)),',
        replace: 'retention: ObjectLockRetention.governance(Duration.days(EVIDENCE_DAYS)),',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/run-closer.ts', suites: ['test/template-events.test.ts'] },
    {
      'aborted-runs-not-closed': {
        because: 'I-12: a run that a person has stopped is closed by nobody',
        find: "'TIMED_OUT', 'ABORTED'",
        replace: "'TIMED_OUT'",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/public-address.ts', suites: ['lambdas/edge/web.test.ts'] },
    {
      'private-addresses-called': {
        because: 'I-24: a name that leads to the metadata of the instance is asked',
        find: "return range === 'unicast' ? undefined : range;",
        replace: "return range === 'unicast' || range === 'linkLocal' ? undefined : range;",
      },
    },
  ),
];
