import type { Meant } from './held-command';
import { type Command, EXIT_CODES } from './usage';

/** Every command, a line each. */
export const helpOnAll = (commands: readonly Command[]): string[] => [
  'understudy: a serverless Region failover for AWS\n',
  ...commands.map(({ name, usage, purpose }) => `  ${`${name} ${usage}`.padEnd(64)} ${purpose}`),
];

/** One command: its usage, what it is for, its flags and its exit codes; of one that holds others, what these are. */
export async function helpOn({ command, name }: Omit<Meant, 'rest'>): Promise<string[]> {
  const { usage, purpose, holds, flags = {}, exitCodes = EXIT_CODES } = command;
  if (holds) {
    const held = await Promise.all(Object.values(holds).map((load) => load()));
    const lines = held.map((one) => `  ${name} ${one.name} ${one.usage}\n      ${one.purpose}`);
    return [`understudy ${name}: ${purpose}\n`, ...lines, `\nunderstudy ${name} <word> --help tells of one of them.`];
  }
  const explained = Object.entries(flags).map(([flag, [value, line]]) => ({ left: `--${flag} ${value}`.trim(), line }));
  const width = Math.max(...explained.map(({ left }) => left.length));
  const lines = explained.map(({ left, line }) => `  ${left.padEnd(width)}  ${line}`);
  return [
    `understudy ${name} ${usage}`,
    `\n${purpose}`,
    ...(lines.length > 0 ? [`\n${lines.join('\n')}`] : []),
    `\nExit code: ${exitCodes}`,
  ];
}
