/**
 * The orders example: `tsx examples/orders/app.ts`, by itself or through the CDK CLI.
 *
 *   -c plan=<file>            plan to read. @default UNDERSTUDY_PLAN, or plan.json of the repository
 *   -c image=<repo>@sha256:…  image that the release runs. @default the bundle, by its digest: for the rehearsal
 *   CDK_OUTDIR                where to write. @default examples/orders/cdk.out
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readPlan } from '../../lib/domain/plan-reader';
import { serviceImage } from './lib/image';
import { ordersStacks } from './lib/orders-stacks';

const app = new App({
  outdir: process.env.CDK_OUTDIR ?? join(__dirname, 'cdk.out'),
  analyticsReporting: false,
  // The CDK CLI would write each resource's path into the templates; now they are the same with and without it.
  postCliContext: { 'aws:cdk:enable-path-metadata': false },
});
const planFile: string =
  app.node.tryGetContext('plan') ?? process.env.UNDERSTUDY_PLAN ?? join(__dirname, '../../plan.json');

ordersStacks(app, {
  plan: readPlan(readFileSync(planFile, 'utf8'), planFile),
  image: serviceImage({ outdir: app.outdir, pinned: app.node.tryGetContext('image') }),
});
app.synth();
