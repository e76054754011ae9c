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
  | { readonly refusal: string };

/** Whose addresses the public names are answered with. An address that no Region owns could be anybody's. */
export function whereUsersAre(names: readonly SeenName[], here: string): Users {
  const [silence] = names
    .flatMap(({ answer, own }) => [answer, ...own.map((other) => other.answer)])
    .flatMap(silenceIn);
  if (silence !== undefined) return { waiting: silence };
  const foreign = names.filter((name) => regionsOf(name).includes(undefined));
  if (foreign.length > 0) return { refusal: foreign.map(foreignSentence).join('; ') };
  const elsewhere = names
    .flatMap(regionsOf)
    .flatMap((region) => (region === undefined || region === here ? [] : region));
  const [region, another] = new Set(elsewhere);
  if (region === undefined) return { here: true };
  return another === undefined
    ? { region }
    : { refusal: `users are sent to more than one Region besides ${here}: ${listed([...new Set(elsewhere)])}` };
}

/** The Region of each address that is answered, `undefined` for one that is foreign; no address is foreign too. */
function regionsOf({ answer, own }: SeenName): (string | undefined)[] {
  const addresses = addressesIn(answer);
  return addresses.length === 0
    ? [undefined]
    : addresses.map((address) => own.find((other) => addressesIn(other.answer).includes(address))?.region);
}

const silenceIn = (answer: NameAnswer) => (answer.outcome === 'unreachable' ? [answer.because] : []);

const addressesIn = (answer: NameAnswer) => (answer.outcome === 'answered' ? answer.addresses : []);

function foreignSentence({ name, type, answer, own }: SeenName): string {
  const regions = own.map((other) => `${shown(addressesIn(other.answer))} (${other.region})`);
  return `${name} ${type} is answered with ${shown(addressesIn(answer))}; expected ${listed(regions, 'or')}`;
}

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
