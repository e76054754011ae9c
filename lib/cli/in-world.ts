/**
 * A line that people are shown, with the world that they speak to behind the command that it is: typed without it, the
 * command would ask AWS.
 *
 * @param world @default AWS: the line as it is
 */
export const inWorld = (line: string, world: string | undefined): string =>
  world !== undefined && /^\s*npx understudy /.test(line) ? `${line} --world ${world}` : line;
