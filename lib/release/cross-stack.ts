import * as z from 'zod';
import { sha256 } from '../domain/canonical-json';
import { isJson } from '../domain/json';
import { listed } from '../domain/text';
import type { SourceStack, Template } from './source';
import { Spelling } from './template-text';

/** An output of a stack of the release. */
export interface StackOutput {
  readonly stack: string;
  readonly output: string;
}

/** What the stacks of a release can read of each other. */
export interface CrossStack {
  /** Outputs by the text of the name that they are exported under. */
  readonly exports: ReadonlyMap<string, StackOutput>;
  /** The release's stacks by what they are called in AWS where the team deploys them. */
  readonly stacks: ReadonlyMap<string, SourceStack>;
  readonly problems: readonly string[];
}

/** The outputs and exports of all stacks; a name that two of them export is a problem. */
export function crossStackOf(stacks: readonly SourceStack[]): CrossStack {
  const exports = new Map<string, StackOutput>();
  const problems: string[] = [];
  for (const { name: stack, stackName = stack, template } of stacks) {
    for (const [output, { Export }] of Object.entries(template.Outputs ?? {})) {
      const name = Export && nameOf(Export.Name, stackName);
      if (name === undefined) continue;
      const other = exports.get(name);
      if (other) problems.push(`${listed([other.stack, stack])} both export ${name}; give one another name`);
      else exports.set(name, { stack, output });
    }
  }
  return { exports, stacks: new Map(stacks.map((stack) => [stack.stackName ?? stack.name, stack])), problems };
}

/** How a template writes its own stack's name. */
const STACK_NAME = `\${AWS::StackName}`;

/** Text that is the same for every stack of a Region, or that the stack's own name makes. */
function nameOf(written: unknown, stack?: string): string | undefined {
  const spelling = new Spelling();
  const text = spelling.of(written);
  const plain = text === undefined ? undefined : spelling.plain(text);
  return stack === undefined ? plain : plain?.replaceAll(STACK_NAME, stack);
}

/** A stack whose imports from the release have become parameters. */
export interface Rewired {
  readonly template: Template;
  /** The new parameters, and what fills them. */
  readonly given: Readonly<Record<string, StackOutput>>;
}

/**
 * Replaces whatever a stack reads of another stack of the release, by `Fn::ImportValue` or `Fn::GetStackOutput`, with a
 * new parameter. Two releases could not stand side by side with exports, because a name is exported once in a Region;
 * and a stack that is read by its name is the one of some other release.
 */
export function rewired({ name: self, template }: SourceStack, crossStack: CrossStack): Rewired {
  const parameters = new Map<string, StackOutput>();
  const taken = new Set([...Object.keys(template.Parameters ?? {}), ...Object.keys(template.Resources)]);
  const parameterOf = (from: StackOutput): string => {
    for (const [parameter, known] of parameters) {
      if (known.stack === from.stack && known.output === from.output) return parameter;
    }
    const parameter = freeName(from, taken);
    taken.add(parameter);
    parameters.set(parameter, from);
    return parameter;
  };
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (!isJson(value)) return value;
    const from = outputRead(value, crossStack);
    if (from && from.stack !== self) return { Ref: parameterOf(from) };
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaced(member)]));
  };
  const rewritten = replaced(template) as Template;
  if (parameters.size === 0) return { template, given: {} };
  return { template: withParameters(rewritten, parameters), given: Object.fromEntries(parameters) };
}

/** Every output of a stack of the release that a template reads. */
export function outputsRead(value: unknown, crossStack: CrossStack): StackOutput[] {
  if (Array.isArray(value)) return value.flatMap((item) => outputsRead(item, crossStack));
  if (!isJson(value)) return [];
  const from = outputRead(value, crossStack);
  return from ? [from] : outputsRead(Object.values(value), crossStack);
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html */
const StackOutputRead = z.strictObject({
  StackName: z.string(),
  OutputName: z.string(),
  /** Of another Region, it would be another stack. */
  Region: z.strictObject({ Ref: z.literal('AWS::Region') }).optional(),
});

function outputRead(value: Readonly<Record<string, unknown>>, crossStack: CrossStack): StackOutput | undefined {
  const [[name, argument] = [], ...others] = Object.entries(value);
  if (others.length > 0) return undefined;
  if (name === 'Fn::ImportValue') return crossStack.exports.get(nameOf(argument) ?? '');
  const read = name === 'Fn::GetStackOutput' ? StackOutputRead.safeParse(argument).data : undefined;
  const stack = read && crossStack.stacks.get(read.StackName);
  const isThere = read && Object.hasOwn(stack?.template.Outputs ?? {}, read.OutputName);
  return stack && isThere ? { stack: stack.name, output: read.OutputName } : undefined;
}

const withParameters = (template: Template, parameters: ReadonlyMap<string, StackOutput>): Template => {
  const added = [...parameters].map(([parameter, { stack, output }]) => [
    parameter,
    { Type: 'String', Description: `Output ${output} of the stack ${stack}` },
  ]);
  return { ...template, Parameters: { ...template.Parameters, ...Object.fromEntries(added) } };
};

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LOGICAL_ID_CHARACTERS_MAX = 255;

/** `Import<Stack><Output>`, letters and digits only; by its hash where that is too long or taken. */
function freeName({ stack, output }: StackOutput, taken: ReadonlySet<string>): string {
  const name = `Import${stack}${output}`.replace(/[^A-Za-z0-9]/g, '');
  if (name.length <= LOGICAL_ID_CHARACTERS_MAX && !taken.has(name)) return name;
  const digits = sha256(`${stack}/${output}`).slice(0, 10);
  return `${name.slice(0, LOGICAL_ID_CHARACTERS_MAX - digits.length)}${digits}`;
}

/** The template without the exports that nobody needs once they are parameters. */
export function withoutExports(template: Template, outputs: ReadonlySet<string>): Template {
  if (!template.Outputs || outputs.size === 0) return template;
  const kept = Object.entries(template.Outputs).map(([name, { Export, ...output }]) => [
    name,
    Export && !outputs.has(name) ? { ...output, Export } : output,
  ]);
  return { ...template, Outputs: Object.fromEntries(kept) };
}
