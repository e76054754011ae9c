import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppProps, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ControlPlane } from '../lib/constructs/control-plane';
import { understudyApp } from '../lib/constructs/understudy-app';
import { Witness } from '../lib/constructs/witness';
import { namesOf } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { readPlan } from '../lib/domain/plan-reader';
import type { Verb } from '../lib/domain/verbs';
import type { Workflow } from '../lib/workflow/grammar';
import { neededBy } from '../lib/workflow/needed';
import { WORKFLOWS } from '../lib/workflow/workflows';
import type { Definition } from './asl/definition';
import { temporaryDirectory } from './temporary';

/** The plan of the example. */
export const plan: Plan = readPlan(readFileSync(join(__dirname, '../plan.json'), 'utf8'));

const hook = { function: 'orders-hook', timeoutSeconds: 900, onFailure: 'stop' } as const;

/** The same with work for every step: a hook at each point. */
export const fullPlan: Plan = {
  ...plan,
  hooks: {
    beforePromotion: [hook],
    afterPromotion: [hook],
    beforeTraffic: [hook],
    afterTraffic: [hook],
    fence: [hook],
    unfence: [hook],
  },
};

/** A verb's workflow as a plan needs it. */
export const workflowOf = (verb: Verb, of: Plan = plan): Workflow => neededBy(of, WORKFLOWS[verb]);

/** A resource of a synthesised template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON; each test knows what it looks for
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Code that stands in for every bundle: what is tested here is what stands around the code. */
export function standIn(): string {
  const directory = temporaryDirectory('code');
  writeFileSync(join(directory, 'index.mjs'), 'export const handler = async () => {};');
  return directory;
}

/** The control planes of some Regions in one app, without the real bundles. */
export function controlPlanes(of: { plan?: Plan; regions: readonly string[]; app?: AppProps }): ControlPlane[] {
  const code = standIn();
  const app = understudyApp({ outdir: temporaryDirectory('cdk'), ...of.app });
  return of.regions.map((region) => new ControlPlane(app, { plan: of.plan ?? plan, region, bundles: () => code }));
}

/** The control plane of one Region, without the real bundles. */
export function controlPlane(of: { plan?: Plan; region?: string; app?: AppProps } = {}): ControlPlane {
  const [only] = controlPlanes({ ...of, regions: [of.region ?? 'us-west-2'] });
  if (!only) throw new Error('no control plane was made');
  return only;
}

/** The stack in the Region of the plan's witness, without the real bundle. */
export function witness(of: { app?: AppProps } = {}): Witness {
  const code = standIn();
  const app = understudyApp({ outdir: temporaryDirectory('cdk'), ...of.app });
  return new Witness(app, { plan, region: plan.watch.witness ?? '', bundles: () => code });
}

/** Its template. */
export const templateOf = (stack: Stack): Template => Template.fromStack(stack);

const templates = new Map<string, Template>();
/** The template of the example's control plane, made once for each file of tests; nobody may change it. */
export function templateIn(region = 'us-west-2'): Template {
  const template = templates.get(region) ?? templateOf(controlPlane({ region }));
  templates.set(region, template);
  return template;
}

/** Resources of a template by logical id, one type or all. */
export const resourcesOf = (template: Template, type?: string): [string, Resource][] =>
  Object.entries(template.toJSON().Resources as Record<string, Resource>).filter(
    ([, resource]) => type === undefined || resource.Type === type,
  );

/** Definition of a verb's machine, with `${LogicalId}` where CloudFormation fills something in. */
export function definitionOf(template: Template, verb: Verb = 'failover'): Definition {
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([, { Properties }]) => Properties);
  const name = namesOf(plan, 'us-west-2').machine(verb);
  const machine = machines.length === 1 ? machines[0] : machines.find((one) => one.StateMachineName === name);
  const parts: unknown[] = machine.DefinitionString['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : referenceIn(part))).join(''));
}

function referenceIn(part: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref === 'AWS::Partition' ? 'aws' : `\${${Ref ?? attribute?.join('.')}}`;
}
