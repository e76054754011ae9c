import type { Place } from '../../../lib/domain/step';
import { type ReadStack, type Resolve, type Resource, resolverOf } from './template-values';

/** A container image that a template names. */
export interface NeededImage {
  /** `<stack>.<logical id>` */
  readonly where: string;
  /** @default it is known only once other stacks stand */
  readonly uri?: string;
}

/** What the templates of a release use, and do not make. */
export interface Needs {
  readonly images: readonly NeededImage[];
  /** ARNs of target groups in the live parameters. */
  readonly targetGroups: readonly string[];
  /** Virtual CPUs of all Fargate tasks that the release starts. */
  readonly cpus: number;
  /** ECS services whose size is known only once other stacks stand. */
  readonly unsized: readonly string[];
}

export function needsOf(stacks: readonly ReadStack[], place: Place): Needs {
  const sizes = stacks.flatMap((read) => sizesIn(read, resolverOf(read, place)));
  return {
    images: stacks.flatMap((read) => imagesIn(read, resolverOf(read, place))),
    targetGroups: targetGroupsIn(stacks),
    cpus: sizes.reduce((sum, { cpus = 0 }) => sum + cpus, 0),
    unsized: sizes.flatMap(({ where, cpus }) => (cpus === undefined ? [where] : [])),
  };
}

const resourcesOf = ({ stack, template }: ReadStack, type: string): [string, Resource][] =>
  Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => [`${stack.name}.${id}`, resource]);

/** Of containers and of functions that are images. */
function imagesIn(read: ReadStack, resolve: Resolve): NeededImage[] {
  const containers = resourcesOf(read, 'AWS::ECS::TaskDefinition').flatMap(([where, { Properties }]) =>
    listOf(Properties.ContainerDefinitions).map((container) => ({ where, image: memberOf(container, 'Image') })),
  );
  const functions = resourcesOf(read, 'AWS::Lambda::Function').flatMap(([where, { Properties }]) => {
    const image = memberOf(Properties.Code, 'ImageUri');
    return image === undefined ? [] : [{ where, image }];
  });
  return [...containers, ...functions].map(({ where, image }) => {
    const uri = resolve(image);
    return { where, ...(uri !== undefined && { uri }) };
  });
}

const TARGET_GROUP = /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d+:targetgroup\//;

const targetGroupsIn = (stacks: readonly ReadStack[]): string[] => {
  const values = stacks.flatMap(({ stack }) => Object.values(stack.parameters.live));
  return [...new Set(values.filter((value) => typeof value === 'string').filter((value) => TARGET_GROUP.test(value)))];
};

interface Size {
  readonly where: string;
  /** @default it is not known */
  readonly cpus?: number;
}

/** Each ECS service with the CPUs of all its tasks; a task definition of another stack is not known. */
function sizesIn(read: ReadStack, resolve: Resolve): Size[] {
  const definitions = new Map(resourcesOf(read, 'AWS::ECS::TaskDefinition'));
  return resourcesOf(read, 'AWS::ECS::Service').map(([where, { Properties }]) => {
    const definition = definitions.get(`${read.stack.name}.${memberOf(Properties.TaskDefinition, 'Ref')}`);
    const count = Number(resolve(Properties.DesiredCount ?? '1'));
    const cpus = cpusFrom(resolve(definition?.Properties.Cpu)) * count;
    return { where, ...(Number.isFinite(cpus) && { cpus }) };
  });
}

/** CPU units, 1024 of which are one virtual CPU. */
const UNITS_PER_CPU = 1024;

/**
 * `256`, or `.25 vCPU`.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
function cpusFrom(text = ''): number {
  const written = /^([\d.]+) *vcpu$/i.exec(text)?.[1];
  if (written !== undefined) return Number(written);
  return /^\d+$/.test(text) ? Number(text) / UNITS_PER_CPU : Number.NaN;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
