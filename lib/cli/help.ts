import { type Entry, isHolder } from './usage';

const WRITTEN_WRONGLY = 'written wrongly';

/** What a command's help says below its flags: examples, and what the exit codes mean. */
export function helpAfter(entry: Entry): string {
  const examples = section('Examples:', aligned(entry.examples.map(splitExample).map(asComment)));
  if (isHolder(entry)) {
    const word = entry.name === 'understudy' ? '' : `${entry.name} `;
    return `${examples}\nunderstudy help ${word}<command> tells of one of them.`;
  }
  const codes = Object.entries({ 2: WRITTEN_WRONGLY, ...entry.exitCodes });
  return examples + section('Exit codes:', aligned(codes));
}

const section = (title: string, lines: readonly string[]): string => `\n${title}\n${lines.join('\n')}\n`;

/** A command line, and what it is for. */
export function splitExample(example: string): readonly [line: string, purpose: string] {
  const [line = '', purpose = ''] = example.split(/ +# /);
  return [line, purpose];
}

/** As a shell takes it, so that a line that is copied whole works. */
const asComment = ([line, purpose]: readonly [string, string]) => [line, purpose && `# ${purpose}`] as const;

/** A longer line pushes only its own explanation to the right. */
const ALIGNED_CHARACTERS_MAX = 60;

function aligned(pairs: readonly (readonly [string, string])[]): string[] {
  const short = pairs.map(([left]) => left.length).filter((length) => length <= ALIGNED_CHARACTERS_MAX);
  const width = Math.max(0, ...short);
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
}
