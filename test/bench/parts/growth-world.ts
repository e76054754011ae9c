import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../../../lib/domain/canonical-json';
import type { Database, Plan } from '../../../lib/domain/plan';
import { readPlan } from '../../../lib/domain/plan-reader';
import { readAssembly, type SynthesisedStack } from '../../../lib/rehearsal/assembly';
import { writePlan } from '../../../lib/rehearsal/rehearsed-plan';
import { synthesise } from '../../../lib/rehearsal/world/synthesise';
import { readSource } from '../../../lib/release/read-source';
import type { Source, SourceStack, Template } from '../../../lib/release/source';
import { type Prepared, publishedIn } from '../../simulation/prepare';

/** How many there are of what a plan names. */
export interface Size {
  readonly stacks: number;
  readonly databases: number;
  /** As the plan says it. @default as many as there are, at most 250 */
  readonly stacksAtOnce?: number;
}

/** At most, and as few as a plan has where it says nothing. */
const AT_ONCE = { most: 250, least: 10 };

export const atOnceOf = ({ stacks, stacksAtOnce }: Size): number =>
  stacksAtOnce ?? Math.min(AT_ONCE.most, Math.max(AT_ONCE.least, stacks));

/** Chains as long as those of a real estate: network, data, services, gateways, edges. */
const LEVELS = 5;

/** The example's plan with so many stacks and databases; the example's own are among them. */
export function grownPlan(plan: Plan, size: Size): Plan {
  const { stacks, databases } = size;
  const { release } = plan;
  const more = Array.from({ length: Math.max(0, stacks - release.stacks.length) }, (_, n) => stackName(n));
  const [own] = plan.databases;
  if (!own) throw new Error('the example has no database');
  return readPlan(
    JSON.stringify({
      ...plan,
      databases: [own, ...Array.from({ length: databases - 1 }, (_, n) => anotherDatabase(own, n))],
      release: { ...release, stacks: [...release.stacks, ...more], stacksAtOnce: atOnceOf(size) },
    }),
  );
}

const padded = (n: number): string => String(n).padStart(4, '0');
/** Of 24 characters, the longest of which a thousand beside 50 databases fit into a template. */
const stackName = (n: number): string => `growth-of-an-estate-${padded(n)}`;
const databaseName = (n: number): string => `growth-${padded(n)}`;

const anotherDatabase = ({ engine, clusters, dataLossSecondsMax }: Database, n: number) => ({
  ...{ globalCluster: databaseName(n), engine, dataLossSecondsMax },
  clusters: Object.fromEntries(Object.keys(clusters).map((region) => [region, `${databaseName(n)}-${region}`])),
});

/** What is synthesised once, for the largest plan: smaller ones are played with its roles, which name theirs as well. */
export interface Largest {
  readonly plan: Plan;
  readonly stacks: SynthesisedStack[];
  /** Where the code of its functions lies. */
  readonly folder: string;
}

/** @param directory keeps it for the next time */
export async function largestIn({ plan }: Prepared, directory: string, size: Size): Promise<Largest> {
  const grown = grownPlan(plan, size);
  const folder = join(directory, `growth-${sha256Of(grown).slice(0, 16)}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.unfinished`;
    await synthesise({ app: 'bin/app.ts', planFile: writePlan(grown, `${folder}.plan`), directory: unfinished });
    renameSync(unfinished, folder);
  }
  return { plan: grown, stacks: readAssembly(folder), folder };
}

/** A world of a plan of that size: its release is published, its databases replicate. */
export async function grown(prepared: Prepared, largest: Largest, { size, directory }: Growing): Promise<Prepared> {
  const plan = grownPlan(prepared.plan, size);
  const source = await readSource(prepared.assemblies.example, prepared.plan, { onMessage: () => {} });
  const added = plan.release.stacks.slice(prepared.plan.release.stacks.length).map(anotherStack);
  const larger = <Stack extends { readonly template: object }>(stack: Stack): Stack => ({
    ...stack,
    template: withDatabases(stack.template as SynthesisedStack['template'], plan),
  });
  const all: Source = { ...source, stacks: [...source.stacks, ...added], others: source.others.map(larger) };
  const example = [
    ...prepared.stacks.example.map(larger),
    ...added.map(({ name, template }) => synthesised(name, template)),
  ];
  const assemblies = { ...prepared.assemblies, controlPlane: largest.folder };
  const made = { ...prepared, plan, assemblies, stacks: { controlPlane: ofPlan(largest, plan), example } };
  return { ...made, published: await publishedIn(made, all, directory) };
}

export interface Growing {
  readonly size: Size;
  readonly directory: string;
}

/** The largest plan's control planes, with another plan in their machines. */
function ofPlan(largest: Largest, plan: Plan): SynthesisedStack[] {
  const replaced: readonly (readonly [string, string])[] = [
    [JSON.stringify(largest.plan), JSON.stringify(plan)],
    [sha256Of(largest.plan), sha256Of(plan)],
    [stacksDigest(largest.plan), stacksDigest(plan)],
  ];
  return largest.stacks.map((stack) => ({ ...stack, template: replacedIn(stack.template, replaced) }));
}

/** What a publisher compares its plan with. */
const stacksDigest = ({ release }: Plan): string => sha256Of([...release.stacks].sort());

/** Every text in it with other parts. */
function replacedIn<Value>(value: Value, parts: readonly (readonly [string, string])[]): Value {
  if (typeof value === 'string')
    return parts.reduce<string>((text, [from, to]) => text.replaceAll(from, to), value) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => replacedIn(one, parts)) as Value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replacedIn(one, parts)])) as Value;
}

/** A small stack; each but those of the first level takes an output of one below it. */
function anotherStack(name: string, index: number, { length }: readonly string[]): SourceStack {
  const width = Math.ceil(length / LEVELS);
  const below = index >= width ? stackName(index - width) : undefined;
  const template: Template = {
    ...(below && { Parameters: { [outputOf(below)]: { Type: 'String' } } }),
    Resources: { Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: name } } },
    Outputs: { [outputOf(name)]: { Value: { 'Fn::GetAtt': ['Group', 'GroupId'] } } },
  };
  const bytes = JSON.stringify(template).length;
  return { name, file: `${name}.json`, template, bytes, dependsOn: below ? [below] : [] };
}

const outputOf = (name: string): string => `Group${name.slice(-4)}`;

const synthesised = (name: string, template: Template): SynthesisedStack => ({
  ...{ id: name, stackName: name, region: undefined, isProtected: false, dependsOn: [] },
  template: template as SynthesisedStack['template'],
});

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown>; DependsOn?: unknown }>;

/** A pilot light with a cluster for each database of the plan, and a role for releases that makes what is added. */
function withDatabases(template: SynthesisedStack['template'], plan: Plan): SynthesisedStack['template'] {
  const resources = JSON.parse(JSON.stringify(template.Resources)) as Resources;
  const own = Object.entries(resources).filter(([, { Type }]) => CLUSTERS.includes(Type));
  if (own.length === 0) return template;
  for (const { globalCluster } of plan.databases.slice(1)) {
    for (const [id, resource] of own) resources[id + idOf(globalCluster)] = anotherOf(resource, own, globalCluster);
  }
  for (const { Type, Properties } of Object.values(resources)) if (Type === 'AWS::IAM::Role') allow(Properties);
  return { ...template, Resources: resources };
}

const CLUSTERS = ['AWS::RDS::GlobalCluster', 'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'];
const idOf = (globalCluster: string): string => globalCluster.replaceAll('-', '');

/** The same resource of another database. */
function anotherOf(resource: object, own: readonly (readonly [string, object])[], globalCluster: string) {
  const ids = own.map(([id]) => [`"${id}"`, `"${id}${idOf(globalCluster)}"`] as const);
  const text = ids.reduce((json, [from, to]) => json.replaceAll(from, to), JSON.stringify(resource));
  return JSON.parse(
    text
      .replace('"GlobalClusterIdentifier":"orders"', `"GlobalClusterIdentifier":"${globalCluster}"`)
      .replace(/("DB(?:Cluster|Instance)Identifier":")orders-/g, `$1${globalCluster}-`),
  );
}

const GROUP_ACTIONS = ['ec2:CreateSecurityGroup', 'ec2:DescribeSecurityGroups', 'ec2:CreateTags'];

/** A release of the example makes services alone; what is added here makes groups. */
function allow(properties: Record<string, unknown> = {}): void {
  if (!String(properties.RoleName).includes('-release-')) return;
  const [policy] = properties.Policies as { PolicyDocument: { Statement: object[] } }[];
  policy?.PolicyDocument.Statement.push({ Action: GROUP_ACTIONS, Effect: 'Allow', Resource: '*' });
}
