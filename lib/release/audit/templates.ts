import type { NestedTemplate, Source } from '../source';
import type { AuditedTemplate } from './rule';
import { textOf } from './texts';

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

/** The nested template that a `TemplateURL` names. */
export function nestedNamed(url: unknown, nested: readonly NestedTemplate[]): NestedTemplate | undefined {
  const text = textOf(url);
  return nested.find(({ places }) => places.some(({ key }) => text?.endsWith(`/${key}`)));
}
