/**
 * Runs told where a team talks: `tsx examples/chat/app.ts`, by itself or through the CDK CLI.
 *
 *   -c plan=<name>      name of the plan to follow. @default orders
 *   -c regions=<a,b>    its Regions: a stack stands in each. @default us-east-1,us-west-2
 *   -c webhook=<url>    post to this address. @default a topic is told, for a chat application that reads one
 *   -c secret=<name>    secret in each Region whose value is sent as the header Authorization; wanted with a webhook
 *   -c channel=<id>     channel for an address that asks for one. @default none
 *   CDK_OUTDIR          where to write. @default examples/chat/cdk.out
 */
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { chatStacks } from './lib/chat-stacks';

const app = new App({
  outdir: process.env.CDK_OUTDIR ?? join(__dirname, 'cdk.out'),
  analyticsReporting: false,
  postCliContext: { 'aws:cdk:enable-path-metadata': false },
});
const context = (name: string): string | undefined => app.node.tryGetContext(name);

chatStacks(app, {
  plan: context('plan') ?? 'orders',
  regions: (context('regions') ?? 'us-east-1,us-west-2').split(','),
  webhook: context('webhook'),
  secret: context('secret'),
  channel: context('channel'),
});
app.synth();
