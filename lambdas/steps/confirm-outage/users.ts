import { answeredRegions } from '../../../lib/domain/answered-regions';
import { listed } from '../../../lib/domain/text';
import type { NameAnswer } from '../../edge/dns';

/** A public name and every Region's own name behind it, as the zone's own name servers answer them. */
export interface SeenName {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly answer: NameAnswer;
  /** One entry for each Region of the plan. */
  readonly own: readonly { readonly region: string; readonly answer: NameAnswer }[];
}

/** Where the public names send users. */
export type Users =
  /** One Region besides here still gets users; some may be here already. */
  | { readonly region: string }
  /** All of them are here. */
  | { readonly here: true }
  | { readonly waiting: string }
  /** A name leads to several Regions at once, as it does for a moment while it changes. */
  | { readonly mixed: string }
  | { readonly refusal: string };

/** Which Regions the public names lead to. A name with no address that any Region owns could lead to anybody. */
export function whereUsersAre(names: readonly SeenName[], here: string): Users {
  const [silence] = names
    .flatMap(({ answer, own }) => [answer, ...own.map((other) => other.answer)])
    .flatMap(silenceIn);
  if (silence !== undefined) return { waiting: silence };
  const foreign = names.filter((name) => regionsOf(name).length === 0);
  if (foreign.length > 0) return { refusal: foreign.map(expectedSentence).join('; ') };
  const mixed = names.filter((name) => regionsOf(name).length > 1);
  if (mixed.length > 0) return { mixed: mixed.map(mixedSentence).join('; ') };
  const elsewhere = new Set(names.flatMap(regionsOf).filter((region) => region !== here));
  const [region, another] = elsewhere;
  if (region === undefined) return { here: true };
  return another === undefined
    ? { region }
    : { refusal: `users are sent to more than one Region besides ${here}: ${listed([...elsewhere])}` };
}

/** The Regions that a name leads to; none when nothing is answered, or only a stranger's addresses. */
const regionsOf = ({ answer, own }: SeenName): readonly string[] =>
  answeredRegions(
    addressesIn(answer),
    own.map((other) => ({ region: other.region, addresses: addressesIn(other.answer) })),
  );

const silenceIn = (answer: NameAnswer) => (answer.outcome === 'unreachable' ? [answer.because] : []);

const addressesIn = (answer: NameAnswer) => (answer.outcome === 'answered' ? answer.addresses : []);

const mixedSentence = (name: SeenName) =>
  `${name.name} ${name.type} is answered with ${listed(regionsOf(name))} at once: ${shown(addressesIn(name.answer))}`;

function expectedSentence({ name, type, answer, own }: SeenName): string {
  const regions = own.map((other) => `${shown(addressesIn(other.answer))} (${other.region})`);
  return `${name} ${type} is answered with ${shown(addressesIn(answer))}; expected ${listed(regions, 'or')}`;
}

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
