import { settlementName } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { publicNames } from '../../../lib/domain/traffic';
import type { ZoneDns } from '../../edge/dns';
import type { SeenSettlement } from './judge-settlement';
import type { checkReadiness } from './step';

/** Only the health checks of strategy "health-signal" follow a settlement; any other strategy does without one. */
export async function seenSettlements(
  dns: ZoneDns,
  { plan }: Pick<InputOf<typeof checkReadiness>, 'plan'>,
): Promise<SeenSettlement[]> {
  if (plan.traffic.strategy !== 'health-signal') return [];
  const names = publicNames(plan).map(settlementName);
  const answers = await dns.texts(names);
  return names.map((name, index) => ({
    name,
    answer: answers[index] ?? { outcome: 'unreachable', because: `${name} was not answered` },
  }));
}
