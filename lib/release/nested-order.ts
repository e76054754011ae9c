import { namingsIn } from './asset-locations';
import type { NestedTemplate, Template } from './source';

/** The nested templates that a template creates, directly or through others. */
export function nestedIn(template: Template, nested: readonly NestedTemplate[]): NestedTemplate[] {
  const found = new Set<NestedTemplate>();
  const visit = (parent: Template): void => {
    for (const child of childrenOf(parent, nested)) {
      if (found.has(child)) continue;
      found.add(child);
      visit(child.template);
    }
  };
  visit(template);
  return [...found];
}

/**
 * Nested templates in the order in which they are uploaded: each after those it names itself, because their URLs become
 * part of it.
 */
export function leavesFirst(nested: readonly NestedTemplate[]): NestedTemplate[] {
  const ordered = new Set<NestedTemplate>();
  const open = new Set<NestedTemplate>();
  const visit = (template: NestedTemplate): void => {
    if (open.has(template)) return;
    open.add(template);
    for (const child of childrenOf(template.template, nested)) visit(child);
    ordered.add(template);
  };
  for (const template of nested) visit(template);
  return [...ordered];
}

function childrenOf(template: Template, nested: readonly NestedTemplate[]): NestedTemplate[] {
  const namings = namingsIn(
    template,
    nested.flatMap(({ places }) => places),
  );
  return nested.filter(({ places }) => namings.some(({ place }) => places.includes(place)));
}
