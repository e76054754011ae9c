import { settlementFrom } from '../../../lib/domain/settlement';
import { listed, oneLine } from '../../../lib/domain/text';
import type { TextAnswer } from '../../edge/dns';
import { type Finding, holds, open, problem, together } from './finding';

/** What stands in the TXT record beside a public name. */
export interface SeenSettlement {
  /** The name of that record. */
  readonly name: string;
  readonly answer: TextAnswer;
}

/** Whether the records were ever settled: without that no health check hears a claim, and users would stay. */
export const judgeSettlements = (seen: readonly SeenSettlement[], here: string): Finding =>
  together(seen.map((one) => judge(one, here)));

function judge({ name, answer }: SeenSettlement, here: string): Finding {
  if (answer.outcome === 'unreachable') return open(answer.because);
  const settlements = answer.values.flatMap((text) => settlementFrom(text) ?? []);
  const [settlement] = settlements;
  if (settlement === undefined) {
    const got = answer.values.length > 0 ? `holds ${listed(answer.values.map(shown))}` : 'does not exist';
    return problem(
      `the TXT record ${name} ${got}, so no health check hears this Region; run \`understudy traffic attach\``,
    );
  }
  // While a settlement arrives at the name servers, some still give the one before it.
  const isHeard = settlements.some(({ active, attached }) => active === here || attached.includes(here));
  return isHeard
    ? holds()
    : holds(`the health checks of ${name} do not hear ${here}: its claim moves nobody until they are settled again`);
}

const shown = (text: string) => JSON.stringify(oneLine(text, 80));
