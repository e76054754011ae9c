import { startCommand } from '../../../lib/domain/commands';
import { type KnownClaim, type Settlement, saidSettlement, unsettledBecause } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import type { TextAnswer } from '../../edge/dns';
import { type Finding, holds, open, problem } from '../../edge/finding';
import { again } from './active-region';
import { unreadClaims } from './judge-stood-down';
import type { confirmActive } from './step';
import { mustBeSettled } from './wanted';

/** What says whether the records were settled. */
export interface SeenSettled {
  /** The TXT record of each public name. */
  readonly texts: readonly TextAnswer[];
  /** Claims of every Region of the plan. */
  readonly claims: readonly KnownClaim[];
}

/**
 * Whether the DNS records say for good that the active Region is active. A planned run starts from nothing else: two
 * moves on top of an old settlement would need the control plane of Route 53 to be undone.
 */
export function judgeSettled(
  { texts, claims }: SeenSettled,
  { active, ...input }: InputOf<typeof confirmActive> & { readonly active: string },
): Finding {
  if (!mustBeSettled(input)) return holds();
  const silent = texts.flatMap((answer) => (answer.outcome === 'unreachable' ? [oneLine(answer.because)] : []));
  if (silent.length > 0) return open(...silent);
  const unread = unreadClaims(claims);
  if (unread.length > 0) return open(...unread);
  const said = saidSettlement(texts.map((answer) => (answer.outcome === 'answered' ? answer.values : [])));
  if (!('settlement' in said)) {
    return said.kind === 'none'
      ? problem(`${said.because}; run npx understudy traffic attach, then ${again(input)}`)
      : open(said.because);
  }
  const because = unsettled(said.settlement, claims, active);
  return because === undefined
    ? holds(`the records are settled for ${active} under ${said.settlement.epoch}`)
    : problem(
        `the records do not say for good that ${active} is active: ${because}; its watch starts ` +
          `${input.names.machine('settle')} there: wait for it or start it yourself, ` +
          `${startCommand({ verb: 'settle', region: active })}; then ${again(input)}`,
      );
}

/** A claim of any other Region above the settlement means that users may be on their way there. */
function unsettled(settlement: Settlement, claims: readonly KnownClaim[], active: string): string | undefined {
  const because = unsettledBecause({ settlement, here: active, claims });
  if (because !== undefined) return because;
  const ahead = claims.find(({ epoch = 0 }) => epoch > settlement.epoch);
  return ahead && `${ahead.region} claims epoch ${ahead.epoch}, the records were settled under ${settlement.epoch}`;
}
