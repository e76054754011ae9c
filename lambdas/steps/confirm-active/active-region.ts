import { activeWithoutDatabases, type Served, writerPlaces, writersSentence } from '../../../lib/domain/active-region';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Reading } from '../../edge/reading';
import type { Writer } from '../../edge/writers';
import type { confirmActive } from './step';
import { isReplacing } from './wanted';

type Input = InputOf<typeof confirmActive>;

/** What tells which Region is active. */
export interface SeenActive {
  readonly writers: Reading<readonly Writer[]>;
  /** Who serves, as this Region knows it; read only in a plan without databases. */
  readonly served?: Reading<Served> | undefined;
  /** Claims of every Region of the plan. */
  readonly claims: readonly KnownClaim[];
}

/** The active Region, or why a run cannot go on. */
export type Active =
  | { readonly region: string; readonly because: string }
  /** It may be another answer in a moment. */
  | { readonly open: string }
  | { readonly refusal: string };

/** Which other Region is active. This one is refused by the sentence that says where the verb belongs. */
export function activeRegion({ writers, served, claims }: SeenActive, input: Input): Active {
  if (writers.outcome === 'failed') return { refusal: `the active Region is unknown: ${writers.because}` };
  if (writers.outcome === 'unknown') return { open: writers.because };
  if (input.plan.databases.length > 0) return byWriters(writers.value, input);
  if (served?.outcome === 'failed') return { refusal: `the active Region is unknown: ${served.because}` };
  if (served?.outcome !== 'read') return { open: served?.because ?? 'nobody asked who serves' };
  const others = claims.filter(({ region }) => region !== input.region);
  const { region, because } = activeWithoutDatabases({ ...served.value, others }, input);
  return region === input.region ? { refusal: `${activeHere(input)} (${because})` } : { region, because };
}

function byWriters(writers: readonly Writer[], input: Input): Active {
  const { region: here, plan } = input;
  const { homeless, here: arrived, elsewhere } = writerPlaces(writers, here);
  if (homeless.length > 0) return { open: `no member of ${listed(homeless)} is the writer now` };
  const [region, another] = elsewhere;
  if (region === undefined) return { refusal: activeHere(input) };
  const moved = `the writers are in more than one Region: ${writersSentence(writers)}`;
  if (another !== undefined) return { refusal: `${moved}; bring them into one Region, then ${again(input)}` };
  if (!plan.regions.includes(region)) {
    return { refusal: `the writers are in ${region}, which is no Region of the plan (${listed(plan.regions)})` };
  }
  if (arrived.length === 0) return { region, because: `the writers are in ${region}` };
  return isReplacing(input)
    ? { region, because: `the writers are in ${region}, but that of ${listed(arrived)} is in ${here} already` }
    : { refusal: `${moved}; a move is half done: end it with a switchover, then ${again(input)}` };
}

/** Where each verb belongs, as a refusal says it. */
function activeHere({ run, region: here, plan, names }: Input): string {
  if (isReplacing({ run, plan })) {
    return (
      `nothing to switch over: ${here} is active; if users are still sent elsewhere, ${names.machine('failover')} ` +
      'started here goes on where an earlier run stopped'
    );
  }
  const what = run.verb === 'prewarm' ? 'a prewarm makes a standby ready' : `a ${run.verb} proves a standby`;
  const standbys = plan.regions.filter((region) => region !== here);
  return `${here} is active: ${what}; start it in ${listed(standbys, 'or')}`;
}

export const again = ({ run }: Pick<Input, 'run'>): string => `start the ${run.verb} again`;
