import { attributeTarget, branchOf, intrinsicOf, substitutedNames } from './intrinsics';
import type { Template, TemplateResource } from './shape';

/** Resources that a stack creates, each with the resources that must exist before it. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What must exist before what: Ref, Fn::GetAtt, Fn::Sub and DependsOn, followed only through branches that count.
 *
 * @throws when a resource needs one that does not exist, or when they wait for each other in a circle
 */
export function dependenciesOf(template: Template, condition: (name: string) => boolean): Dependencies {
  const isCreated = ({ Condition }: TemplateResource) => Condition === undefined || condition(Condition);
  const created = Object.entries(template.Resources).filter(([, resource]) => isCreated(resource));
  const ids = new Set(created.map(([id]) => id));
  const dependencies = new Map(
    created.map(([id, resource]) => {
      const named = [...namesIn(resource.Properties, condition), ...[resource.DependsOn ?? []].flat()];
      return [id, new Set(named.filter((name) => isResource(template, ids, { id, name })))] as const;
    }),
  );
  refuseCircles(dependencies);
  return dependencies;
}

/** Whether a name is a resource of this stack; a parameter or pseudo parameter is no dependency. */
function isResource(
  template: Template,
  created: ReadonlySet<string>,
  { id, name }: { id: string; name: string },
): boolean {
  if (created.has(name)) return true;
  if (name.startsWith('AWS::') || template.Parameters[name] !== undefined) return false;
  throw new Error(`Unresolved resource dependencies [${name}] in resource ${id} of the template`);
}

/** Every logical name that a value refers to. */
function namesIn(value: unknown, condition: (name: string) => boolean): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => namesIn(item, condition));
  if (value === null || typeof value !== 'object') return [];
  const call = intrinsicOf(value);
  if (call?.name === 'Ref') return [String(call.argument)];
  if (call?.name === 'Fn::If') return namesIn(branchOf(call.argument, { condition }), condition);
  if (call?.name === 'Fn::GetAtt') return [attributeTarget(call.argument).logicalId];
  if (call?.name === 'Fn::Sub') return namesInSubstitution(call.argument, condition);
  return Object.values(value).flatMap((inner) => namesIn(inner, condition));
}

function namesInSubstitution(argument: unknown, condition: (name: string) => boolean): string[] {
  const [text, variables = {}] = Array.isArray(argument) ? argument : [argument];
  const names = substitutedNames(String(text)).filter((name) => !(name in (variables as object)));
  return [...names.map((name) => name.split('.')[0] ?? name), ...namesIn(variables, condition)];
}

function refuseCircles(dependencies: Dependencies): void {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (done.has(id)) return;
    if (path.includes(id)) {
      const circle = [...path.slice(path.indexOf(id)), id];
      throw new Error(`Circular dependency between resources: ${circle.join(' -> ')}`);
    }
    for (const needed of dependencies.get(id) ?? []) visit(needed, [...path, id]);
    done.add(id);
  };
  for (const id of dependencies.keys()) visit(id, []);
}
