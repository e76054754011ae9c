import { join } from 'node:path';
import { Annotations, App, type AppProps } from 'aws-cdk-lib';
import { changeControls } from '../../lambdas/triggers/change-controls/trigger';
import { checkDrift } from '../../lambdas/triggers/check-drift/trigger';
import { closeLeftBehind } from '../../lambdas/triggers/close-left-behind/trigger';
import { decideApproval } from '../../lambdas/triggers/decide-approval/trigger';
import { onAlarm } from '../../lambdas/triggers/on-alarm/trigger';
import { onRisk } from '../../lambdas/triggers/on-risk/trigger';
import { onRunEnded } from '../../lambdas/triggers/on-run-ended/trigger';
import { onSchedule } from '../../lambdas/triggers/on-schedule/trigger';
import { publishEvents } from '../../lambdas/triggers/publish-events/trigger';
import { recordDatabaseEvent } from '../../lambdas/triggers/record-database-event/trigger';
import { serveSignal } from '../../lambdas/triggers/serve-signal/trigger';
import { watchRegion } from '../../lambdas/triggers/watch-region/trigger';
import type { Plan } from '../domain/plan';
import { REHEARSAL_PUBLIC_KEY } from '../domain/release';
import { roundsWarning } from '../domain/stack-rounds';
import { allSteps } from '../workflow/workflows';
import { type Bundles, bundleLambdas } from './bundles';
import { ControlPlane } from './control-plane';
import { Witness } from './witness';

/** Feature flags of CDK. Here and not in `cdk.json`, so that the templates are the same whoever runs the app. */
const FLAGS = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-lambda:recognizeLayerVersion': true,
  '@aws-cdk/aws-lambda:recognizeVersionProps': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  // CloudFormation takes 1 MB of a template, and that of a plan of a thousand stacks is not much shorter.
  '@aws-cdk/core:suppressTemplateIndentation': true,
};

/** What calls Understudy from outside of its runs. */
export const TRIGGERS = [
  ...[onAlarm, onRisk, onSchedule, onRunEnded, closeLeftBehind, recordDatabaseEvent, publishEvents],
  ...[watchRegion, checkDrift, serveSignal, decideApproval, changeControls],
];

/** Folder of the bundles inside the cloud assembly. */
const BUNDLES = 'bundles';

/**
 * What a synthesis leaves out: resources and files that only CDK itself reads, and its check of the templates, which
 * takes longer than all the rest and says the same of every plan (`test/template.test.ts` runs it).
 */
const LEFT_OUT: AppProps = { analyticsReporting: false, treeMetadata: false, builtinCloudFormationValidation: false };

/** The CDK app, still empty. @param props @default as the CDK CLI says */
export const understudyApp = (props?: AppProps): App =>
  new App({ ...LEFT_OUT, ...props, context: { ...FLAGS, ...props?.context } });

/**
 * Adds the stacks of a plan: one control plane for each of its Regions, all alike, and the witness where it names one.
 *
 * @param bundles where the code of the Lambdas stands @default it is bundled, inside the cloud assembly
 */
export function addControlPlanes(app: App, plan: Plan, bundles: Bundles = bundledFor(app, plan)): ControlPlane[] {
  const controlPlanes = plan.regions.map((region) => new ControlPlane(app, { plan, region, bundles }));
  const { witness } = plan.watch;
  if (witness !== undefined) new Witness(app, { plan, region: witness, bundles });
  // Once: the plan is the same in every Region.
  const warnings = warningsOf(plan);
  for (const stack of controlPlanes.slice(0, 1)) {
    for (const [id, text] of warnings) Annotations.of(stack).addWarningV2(`understudy:${id}`, text);
  }
  return controlPlanes;
}

const bundledFor = (app: App, plan: Plan): Bundles =>
  bundleLambdas({ steps: allSteps(), triggers: TRIGGERS, plan, directory: join(app.outdir, BUNDLES) });

const REHEARSAL_KEY_WARNING =
  'release.publicKey is the key of the rehearsal, with which anybody can sign a release: rehearse with it, ' +
  'but put your own key into the plan before you deploy';

/** What a plan may say and its team should know, by the id under which CDK lets a team acknowledge it. */
function warningsOf(plan: Plan): [id: string, text: string][] {
  const rounds = roundsWarning(plan);
  return [
    ...(plan.release.publicKey === REHEARSAL_PUBLIC_KEY
      ? [['rehearsal-key', REHEARSAL_KEY_WARNING] satisfies [string, string]]
      : []),
    ...(rounds === undefined ? [] : [['stacks-at-once', rounds] satisfies [string, string]]),
  ];
}
