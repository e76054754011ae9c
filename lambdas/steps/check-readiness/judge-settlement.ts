import { type Settlement, settlementFrom } from '../../../lib/domain/settlement';
import { listed, oneLine } from '../../../lib/domain/text';
import type { TextAnswer } from '../../edge/dns';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import { type About, isCheck } from './about';

/** What stands in the TXT record beside a public name. */
export interface SeenSettlement {
  /** The name of that record. */
  readonly name: string;
  readonly answer: TextAnswer;
}

/** The newest settlement that any server gives of any name. */
export const settledIn = (seen: readonly SeenSettlement[]): Settlement | undefined =>
  seen
    .flatMap(settlementsOf)
    .reduce<Settlement | undefined>((best, one) => (best && best.epoch >= one.epoch ? best : one), undefined);

const settlementsOf = ({ answer }: SeenSettlement): Settlement[] =>
  answer.outcome === 'answered' ? answer.values.flatMap((text) => settlementFrom(text) ?? []) : [];

/** Whether the records were ever settled: without that no health check hears a claim, and users would stay. */
export const judgeSettlements = (seen: readonly SeenSettlement[], about: About): Finding =>
  together(seen.map((one) => judge(one, about)));

const MOVES_NOBODY = 'its claim moves nobody until they are settled again';

function judge(seen: SeenSettlement, about: About): Finding {
  const { name, answer } = seen;
  const { region: here } = about;
  if (answer.outcome === 'unreachable') return open(answer.because);
  const settlements = settlementsOf(seen);
  const [settlement] = settlements;
  if (settlement === undefined) {
    const got = answer.values.length > 0 ? `holds ${listed(answer.values.map(shown))}` : 'does not exist';
    return problem(
      `the TXT record ${name} ${got}, so no health check hears this Region; run npx understudy traffic attach`,
    );
  }
  // While a settlement arrives at the name servers, some still give the one before it.
  const isHeard = settlements.some(({ active, attached }) => active === here || attached.includes(here));
  const unheard = `the health checks of ${name} do not hear ${here}: ${MOVES_NOBODY}`;
  if (!isCheck(about)) return isHeard ? holds() : holds(unheard);
  const active = about.isActive ? here : about.replaced;
  return together([
    isHeard ? holds() : problem(unheard),
    active === undefined || settlements.some((one) => one.active === active)
      ? holds()
      : problem(`the TXT record ${name} says that ${settlement.active} is active, but the writers are in ${active}`),
  ]);
}

const shown = (text: string) => JSON.stringify(oneLine(text, 80));
