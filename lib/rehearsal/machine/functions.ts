import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { type Chance, chanceFrom, uuidFrom } from '../world/chance';
import type { Clock } from '../world/clock';

/**
 * What Step Functions adds to JSONata 2.0.6; what it takes away, `$eval`, is refused with the definition. Arguments
 * that make no sense give `undefined`, which fails the field they stand in.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const functionsOf = ({ clock, chance }: { clock: Clock; chance: Chance }): Record<string, unknown> => ({
  parse,
  partition,
  range,
  hash,
  // The same number for the same seed, though not the number that AWS draws for it.
  random: (seed?: number) => (seed === undefined ? chance() : chanceFrom(seed)()),
  uuid: () => uuidFrom(chance),
  millis: () => clock.now(),
  now: (picture?: string, timezone?: string) => timeText(clock.now(), { picture, timezone }),
});

function parse(text?: string): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

function partition(items: unknown, size: number): unknown {
  const list = items === undefined ? [] : [items].flat();
  const step = Math.trunc(size);
  if (list.length === 0 || !(step > 0)) return undefined;
  return Array.from({ length: Math.ceil(list.length / step) }, (_, index) =>
    list.slice(index * step, (index + 1) * step),
  );
}

/** From first to last inclusive; a range of one number is that number, as JSONata unwraps it. */
function range(first: number, last: number, step: number): unknown {
  const [from, to, by] = [Math.trunc(first), Math.trunc(last), Math.trunc(step)];
  const count = Math.floor((to - from) / by) + 1;
  if (!(count > 0) || by === 0) return undefined;
  return count === 1 ? from : Array.from({ length: count }, (_, index) => from + index * by);
}

const DIGESTS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  if (!DIGESTS.includes(algorithm)) {
    throw new Error(`unknown algorithm of $hash: got ${algorithm}, allowed are ${DIGESTS.join(', ')}`);
  }
  return createHash(algorithm.replace('-', '')).update(text).digest('hex');
}

const fromMillis = jsonata('$fromMillis($at, $picture, $timezone)');

const timeText = (at: number, format: { picture: string | undefined; timezone: string | undefined }) =>
  fromMillis.evaluate(undefined, { at, ...format });
