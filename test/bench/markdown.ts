/** Rows under their heads; every column but the first holds figures, and stands to the right. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const ruler = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(heads), `|${ruler.join('|')}|`, ...rows.map(line)];
}

const markersOf = (part: string) => ({ from: `<!-- bench:${part} -->`, to: `<!-- /bench:${part} -->` });

/**
 * A page with other lines between a part's markers, `<!-- bench:<part> -->` and `<!-- /bench:<part> -->`.
 *
 * @throws Error when the page has no such markers
 */
export function withLines(page: string, part: string, lines: readonly string[]): string {
  const { from, to } = markersOf(part);
  const [begin, end] = [page.indexOf(from), page.indexOf(to)];
  if (begin < 0 || end < begin)
    throw new Error(`the page has no ${from} with a ${to} after it: put both where the table goes`);
  return `${page.slice(0, begin + from.length)}\n\n${lines.join('\n')}\n\n${page.slice(end)}`;
}
