import { resourceTypes } from '../resources';
import type { EvaluatedTemplate } from '../template';

/**
 * Everything in a template that this world would have to pass over in silence, in one message and before anything is
 * created: resource types without an effect, and properties that their effect does not know.
 */
export function refuseWhatHasNoEffect({ template, dependencies }: EvaluatedTemplate): void {
  const problems = [...dependencies.keys()].flatMap((id) => {
    const { Type = '', Properties = {} } = template.Resources[id] ?? {};
    const type = resourceTypes.get(Type);
    if (!type) return [`${id}: the resource type ${Type} is not rehearsed`];
    if (type.inert === 'everything') return [];
    const known = [...Object.keys(type.properties.shape), ...(type.inert ?? [])];
    return Object.keys(Properties)
      .filter((name) => !known.includes(name))
      .map((name) => `${id}: the property ${name} of ${Type} is not rehearsed`);
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
