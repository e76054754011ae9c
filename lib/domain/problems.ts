/** Between two problems of one sentence; a problem itself may hold any other mark. */
const BETWEEN = ' • ';

/** All problems as one sentence, from which {@link problemsIn} reads them again. @param opening such as `not ready` */
export const problemsSentence = (opening: string, problems: readonly string[]): string =>
  `${opening}: ${problems.map((problem) => problem.replaceAll(BETWEEN, ' ')).join(BETWEEN)}`;

/** The problems that a sentence names; one that was not made of several is itself the only one. */
export function problemsIn(sentence: string): string[] {
  const [first = '', ...rest] = sentence.split(BETWEEN);
  return rest.length === 0 ? [sentence] : [first.slice(first.indexOf(': ') + 2), ...rest];
}
