const known = new Map<string, RegExp>();

/** Whether `value` is matched by a pattern in which `*` stands for any text and `?` for any one character. */
export function isLike(pattern: string, value: string): boolean {
  const expression = known.get(pattern) ?? expressionOf(pattern);
  known.set(pattern, expression);
  return expression.test(value);
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
