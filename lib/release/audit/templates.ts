import { textsOf } from '../asset-locations';
import type { AssetPlace, NestedTemplate, Source } from '../source';
import { Spelling } from '../template-text';
import type { AuditedTemplate } from './rule';

/** Deeper nesting than this is a circle; CloudFormation stops at a depth it does not publish. */
const DEPTH_MAX = 10;

/** The templates of the release's stacks, and those nested in them. */
export const auditedTemplates = ({ stacks, nested }: Pick<Source, 'stacks' | 'nested'>): AuditedTemplate[] =>
  stacks.flatMap(({ name, template }) => withNested({ stack: name, template, below: [] }, nested));

function withNested(own: AuditedTemplate, nested: readonly NestedTemplate[]): AuditedTemplate[] {
  if (own.below.length >= DEPTH_MAX) return [own];
  const inner = Object.entries(own.template.Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
    const found = Type === 'AWS::CloudFormation::Stack' && nestedNamed(Properties.TemplateURL, nested);
    if (!found) return [];
    return withNested({ stack: own.stack, template: found.template, below: [...own.below, logicalId] }, nested);
  });
  return [own, ...inner];
}

/** The nested template that a `TemplateURL` names, by its bucket and its key: another's bucket may have any key. */
export function nestedNamed(url: unknown, nested: readonly NestedTemplate[]): NestedTemplate | undefined {
  const spelling = new Spelling();
  const text = spelling.of(url);
  if (text === undefined) return undefined;
  const isIt = (place: AssetPlace) =>
    Object.values(textsOf(place, spelling)).some((form) => text.match(form)?.[0] === text);
  return nested.find(({ places }) => places.some(isIt));
}
