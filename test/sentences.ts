import { parseSync } from '@swc/core';

type Node = { type?: string } & Record<string, unknown>;

/**
 * Every text that a source can say, as far as it stands there: literals that are joined by `+` are one text, and where
 * a value comes in stand the names that its expression is made of, `${input region}`.
 */
export const textsIn = (source: string): string[] =>
  textsOf(parseSync(source, { syntax: 'typescript', target: 'es2022' }));

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  if (!isText(node)) return Object.values(node).flatMap(textsOf);
  const parts = partsOf(node);
  const text = parts.map((part) => (typeof part === 'string' ? part : `\${${namesIn(part).join(' ')}}`)).join('');
  return [text, ...textsOf(parts.filter((part) => typeof part !== 'string'))];
}

const isText = ({ type, operator }: Node): boolean =>
  type === 'StringLiteral' || type === 'TemplateLiteral' || (type === 'BinaryExpression' && operator === '+');

/** A text's literals, and the expressions between them. */
function partsOf(node: Node): (string | Node)[] {
  if (node.type === 'ParenthesisExpression') return partsOf(node.expression as Node);
  if (node.type === 'StringLiteral') return [node.value as string];
  if (node.type === 'TemplateLiteral') {
    const expressions = (node.expressions ?? node.types) as Node[];
    return (node.quasis as Node[]).flatMap((quasi, index) => [
      String(quasi.cooked),
      ...(expressions[index] ? partsOf(expressions[index]) : []),
    ]);
  }
  return isText(node) ? [...partsOf(node.left as Node), ...partsOf(node.right as Node)] : [node];
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  return [...(node.type === 'Identifier' ? [String(node.value)] : []), ...Object.values(node).flatMap(namesIn)];
}
