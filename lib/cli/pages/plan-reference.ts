import { planSchema, type SchemaNode } from './plan-schema';

/** `docs/plan.md`: every field of a plan with its type, limits, default and meaning. */
export function planReferencePage(): string {
  return [
    '# The plan',
    '',
    '`plan.json` says what fails over, where to, and within which limits; it is written before the disaster. The table',
    'is generated from the schema in `lib/domain/plan.ts`; rules between fields are in `lib/domain/plan-rules.ts`.',
    '',
    '| field | type | default | meaning |',
    '|---|---|---|---|',
    ...rowsOf(planSchema(), ''),
    '',
  ].join('\n');
}

function rowsOf(node: SchemaNode, path: string): string[] {
  const required = node.required ?? [];
  return Object.entries(node.properties ?? {})
    .filter(([name]) => name !== '$schema')
    .flatMap(([name, member]) => {
      const at = path ? `${path}.${name}` : name;
      const inner = member.items?.properties ? member.items : member;
      const below = rowsOf(inner, inner === member ? at : `${at}[]`);
      const fallback =
        member.default === undefined ? (required.includes(name) ? 'required' : 'none') : code(member.default);
      return [`| \`${at}\` | ${typeOf(member)} | ${fallback} | ${member.description ?? ''} |`, ...below];
    });
}

function typeOf({ type, enum: values, anyOf, items, minimum, maximum }: SchemaNode): string {
  const choices = values ?? anyOf?.map((choice) => choice.const);
  if (choices) return choices.map(code).join(', ');
  if (items) return `list of ${items.properties ? 'objects' : typeOf(items)}`;
  const limits = minimum !== undefined || maximum !== undefined ? ` ${minimum ?? ''}–${maximum ?? ''}` : '';
  return `${String(type)}${limits}`;
}

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
