import { table } from '../markdown';
import type { Part } from '../part';
import { MILLISECONDS, SECONDS, type Spread } from '../play/times';

/** What the other parts draw from, so that the page says it beside their figures. */
/** What every time is drawn from, and why. */
export interface Spreads {
  readonly times: { readonly seconds: typeof SECONDS; readonly milliseconds: typeof MILLISECONDS };
}

export const spreads: Part<Spreads> = {
  name: 'times',
  measures:
    'how long AWS and the network are taken to need, and whether AWS publishes it, somebody has measured it, or it is assumed',
  measure: async () => ({ times: { seconds: SECONDS, milliseconds: MILLISECONDS } }),
  lines: () =>
    table(
      ['time', 'median', '9 of 10 below', 'from', 'to', 'by'],
      [...rowsOf(SECONDS, 's'), ...rowsOf(MILLISECONDS, 'ms')],
    ),
  broken: () => [],
};

const rowsOf = (all: Readonly<Record<string, Spread>>, unit: 's' | 'ms') =>
  Object.entries(all).map(([name, { median, ninetieth, least, most, source }]) => [
    wordsOf(name),
    ...[median, ninetieth, least, most].map((value) => `${value} ${unit}`),
    basisOf(source),
  ]);

/** `serviceStack` as people write it. */
const wordsOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Published by AWS, or measured by somebody; where it is assumed, the table in code says why. */
function basisOf(source: string): string {
  const [page] = /^https:\S+(?=:)/.exec(source) ?? [];
  if (!page) return 'assumed';
  return `[${/^https:\/\/(?:docs\.)?aws\.amazon\.com\//.test(page) ? 'published' : 'measured'}](${page})`;
}
