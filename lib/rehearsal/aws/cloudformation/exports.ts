import { AwsError } from '../service';
import type { Stack } from './stack';
import type { StackList } from './stacks';

/** An output that other stacks of the Region may import. */
export interface StackExport {
  readonly name: string;
  /** Of the output. */
  readonly output: string;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A template's exports. @throws NotImplemented for a name that is computed */
export function exportsOf({ Outputs = {} }: { Outputs?: Readonly<Record<string, unknown>> }): StackExport[] {
  return Object.entries(Outputs).flatMap(([output, body]) => {
    const named = isObject(body) && isObject(body.Export) ? body.Export.Name : undefined;
    return named === undefined ? [] : [{ output, name: literal(named) }];
  });
}

/** Names that a template imports. @throws NotImplemented for a name that is computed */
export function importsOf(template: unknown): string[] {
  if (!isObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) =>
    key === 'Fn::ImportValue' ? [literal(value)] : importsOf(value),
  );
}

function literal(name: unknown): string {
  if (typeof name === 'string') return name;
  throw new AwsError('NotImplemented', 'the name of an export that is computed is not rehearsed', { status: 501 });
}

/** The template with the values of its imports in their place. */
export function withImports(template: unknown, exported: (name: string) => string): unknown {
  if (Array.isArray(template)) return template.map((item) => withImports(item, exported));
  if (!isObject(template)) return template;
  if ('Fn::ImportValue' in template) return exported(String(template['Fn::ImportValue']));
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, withImports(value, exported)]));
}

/** What a name stands for in a Region; undefined while no stack exports it. */
export function exportedValue(stacks: StackList, region: string, name: string): string | undefined {
  for (const { exports, outputs } of stacks.existing(region)) {
    const found = exports.find((one) => one.name === name);
    if (found && outputs[found.output] !== undefined) return outputs[found.output];
  }
  return undefined;
}

/** Why a stack's outputs cannot be exported: another one has their name. */
export function takenExport(stacks: StackList, stack: Pick<Stack, 'arn' | 'region' | 'exports'>): string | undefined {
  for (const other of stacks.existing(stack.region)) {
    const taken = other.exports.find(({ name }) => stack.exports.some((own) => own.name === name));
    if (taken && other.arn !== stack.arn) {
      return `Export with name ${taken.name} is already exported by stack ${other.name}.`;
    }
  }
  return undefined;
}

/** Why a stack cannot be deleted: another one imports from it. */
export function usedExport(stacks: StackList, stack: Stack): string | undefined {
  for (const { name } of stack.exports) {
    const user = stacks.existing(stack.region).find(({ imports }) => imports.includes(name));
    if (user) return `Cannot delete export ${name} as it is in use by ${user.name}.`;
  }
  return undefined;
}
