import type { Plan } from '../domain/plan';
import { comparableSha256, orderProblem } from '../domain/release';
import { listed, nearest } from '../domain/text';
import { capabilitiesOf } from './capabilities';
import {
  type CrossStack,
  crossStackOf,
  outputsRead,
  type Rewired,
  rewired,
  type StackOutput,
  withoutExports,
} from './cross-stack';
import { nestedIn } from './nested-order';
import { RELEASE_PARAMETER } from './parameters';
import type { ComposedStack, Release } from './release';
import { releaseIdOf } from './release-id';
import { type NestedTemplate, type Source, SourceError, type SourceStack } from './source';

/** A stack of the source, what it imports, and every stack of the release that it waits for. */
interface Wired extends Rewired {
  readonly source: SourceStack;
  readonly dependsOn: readonly string[];
}

/**
 * Makes a release of what was read: what stacks import from each other becomes parameters, and they stand in the order
 * in which they can be created.
 *
 * @throws SourceError with every problem
 */
export function compose(source: Source, plan: Plan): Release {
  const crossStack = crossStackOf(source.stacks);
  const read = [
    ...crossStack.problems,
    ...source.nested.flatMap((nested) => nestedProblems(nested, crossStack)),
    ...strayParameters(source, plan),
  ];
  const wired = source.stacks.map((stack) => wire(stack, { source, crossStack }));
  const circle = orderProblem(wired.map(({ source: { name }, dependsOn }) => ({ name, dependsOn: [...dependsOn] })));
  if (circle) throw new SourceError([...read, circle]);
  const filled = wired.map((stack) => ({ stack, ...outputsFor(stack, { wired, plan }) }));
  const problems = [...read, ...filled.flatMap((one) => one.problems)];
  if (problems.length > 0) throw new SourceError(problems);
  const imported = filled.flatMap(({ stack }) => Object.values(stack.given));
  const stacks = filled.map(({ stack, given }) => composed(stack, { given, imported, nested: source.nested }));
  const release = { stacks: inOrder(stacks), assets: source.assets, nested: source.nested };
  return { id: releaseIdOf(release), ...release };
}

function wire(stack: SourceStack, { source, crossStack }: { source: Source; crossStack: CrossStack }): Wired {
  const { template, given } = rewired(stack, crossStack);
  const first = [...stack.dependsOn, ...Object.values(given).map((output) => output.stack)];
  // What a stack needs of the pilot light stands already.
  const dependsOn = source.stacks.map(({ name }) => name).filter((name) => first.includes(name));
  return { source: stack, template, given, dependsOn };
}

/** A nested template gets its parameters from the one around it, so it cannot be given a new one. */
const nestedProblems = ({ id, template }: NestedTemplate, crossStack: CrossStack): string[] =>
  outputsRead(template, crossStack).map(
    ({ stack, output }) =>
      `nested template ${id} reads the output ${output} of ${stack}; hand it in as a parameter of the nested stack`,
  );

/** A value for a parameter with a typing error would leave the right one at its default, and nobody would notice. */
function strayParameters({ stacks }: Source, plan: Plan): string[] {
  const known = [...new Set(stacks.flatMap(({ template }) => Object.keys(template.Parameters ?? {})))];
  return Object.keys(plan.release.parameters)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      const hint = near ? `did you mean ${near}` : 'take it out';
      return `release.parameters.${name}: no template of the release has such a parameter; ${hint}`;
    });
}

/** Parameters that are called like an output of a stack that comes before: the author means that output. */
function outputsFor(
  stack: Wired,
  { wired, plan }: { wired: readonly Wired[]; plan: Plan },
): { given: Record<string, StackOutput>; problems: string[] } {
  const before = stacksBefore(stack, wired);
  const given: Record<string, StackOutput> = { ...stack.given };
  const problems: string[] = [];
  for (const parameter of Object.keys(stack.template.Parameters ?? {})) {
    const isGiven = Object.hasOwn(given, parameter) || parameter === RELEASE_PARAMETER;
    if (isGiven || Object.hasOwn(plan.release.parameters, parameter)) continue;
    const [from, ...others] = before.filter(({ template }) => Object.hasOwn(template.Outputs ?? {}, parameter));
    if (others.length > 0 && from) {
      const names = [from, ...others].map(({ source }) => source.name);
      problems.push(
        `${stack.source.name}, parameter ${parameter}: ${listed(names)} have an output of that name; ` +
          'rename all but one, or put its value into release.parameters of the plan',
      );
    } else if (from) given[parameter] = { stack: from.source.name, output: parameter };
  }
  return { given, problems };
}

/** Every stack that is created before this one, directly or through others. */
function stacksBefore(stack: Wired, wired: readonly Wired[]): Wired[] {
  const found = new Set<Wired>();
  const visit = ({ dependsOn }: Wired): void => {
    for (const one of wired.filter(({ source }) => dependsOn.includes(source.name))) {
      if (found.has(one)) continue;
      found.add(one);
      visit(one);
    }
  };
  visit(stack);
  return wired.filter((one) => found.has(one));
}

interface Composing {
  readonly given: Readonly<Record<string, StackOutput>>;
  /** Outputs of any stack of the release that others import. */
  readonly imported: readonly StackOutput[];
  readonly nested: readonly NestedTemplate[];
}

function composed({ source, template, dependsOn }: Wired, { given, imported, nested }: Composing): ComposedStack {
  const own = imported.filter(({ stack }) => stack === source.name).map(({ output }) => output);
  const all = [template, ...nestedIn(template, nested).map((child) => child.template)];
  return {
    name: source.name,
    template: withoutExports(template, new Set(own)),
    sourceSha256: comparableSha256(source.template),
    dependsOn,
    given,
    capabilities: capabilitiesOf(all),
    outputs: Object.keys(template.Outputs ?? {}),
  };
}

/** Each stack after those it depends on; among those that are free to come next, the plan's first. */
function inOrder(stacks: readonly ComposedStack[]): ComposedStack[] {
  const ordered = new Map<string, ComposedStack>();
  const isDone = (name: string) => ordered.has(name);
  while (ordered.size < stacks.length) {
    const next = stacks.find(({ name, dependsOn }) => !isDone(name) && dependsOn.every(isDone));
    if (!next) break;
    ordered.set(next.name, next);
  }
  return [...ordered.values()];
}
