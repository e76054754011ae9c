/** What colour depends on. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether lines for this stream may be coloured: on a terminal, unless NO_COLOR says no. FORCE_COLOR wins over both: 0
 * or false is never, anything else always.
 *
 * Source: https://no-color.org and https://nodejs.org/api/tty.html#writestreamgetcolordepthenv
 *
 * @param env @default of this process
 */
export function hasColor(stream: { readonly isTTY?: boolean }, env: Environment = process.env): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return stream.isTTY === true && env.TERM !== 'dumb';
}
