import { type Decision, done, refuse } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { MeasuredLag } from '../check-readiness/step';
import type { authorizePromotion } from './step';

/** Nothing of the world is looked at: the plan, the request and what check-readiness measured decide. */
export type Seen = Readonly<Record<never, never>>;

export function decide(
  _seen: Seen,
  { plan, admitRun, checkReadiness }: InputOf<typeof authorizePromotion>,
): Decision<never, OutputOf<typeof authorizePromotion>> {
  const promoted = checkReadiness.lags.filter((lag) => lag.promoted).map(({ globalCluster }) => globalCluster);
  const judged = plan.databases.map(({ globalCluster }) => globalCluster).filter((name) => !promoted.includes(name));
  const automatic = admitRun.trigger !== undefined;
  if (automatic && plan.automation !== 'full') {
    return refuse(
      `automation is "${plan.automation}": a promotion needs a person; start the failover by hand to go on`,
    );
  }
  if (!automatic && plan.approval.persons === 2) {
    return refuse('the plan wants two persons (approval.persons: 2), and only the one who started the run is known');
  }
  const tooFar = plan.databases.flatMap(({ globalCluster, dataLossSecondsMax }) => {
    const measured = checkReadiness.lags.find((lag) => lag.globalCluster === globalCluster);
    return problemOf({ globalCluster, dataLossSecondsMax, measured });
  });
  if (tooFar.length > 0) return refuse(tooFar.join('; '));

  const loss = lossSentence(checkReadiness.lags);
  return automatic
    ? done({ by: 'plan', databases: judged }, `the plan allows the promotion (automation "full")${loss}`)
    : done({ by: 'person', databases: judged }, `the person who started this run allows the promotion${loss}`);
}

function lossSentence(lags: readonly MeasuredLag[]): string {
  const atStake = lags.filter(({ promoted }) => !promoted);
  const past = lags.filter(({ promoted }) => promoted).map(({ globalCluster }) => globalCluster);
  const loss = atStake.map(({ globalCluster, lagSeconds }) => `${globalCluster} ${lagSeconds} s`).join(', ');
  return (
    (loss ? `, at most this much may be lost: ${loss}` : '') +
    (past.length > 0 ? `; nothing more can be lost of ${listed(past)}, whose writer is here already` : '')
  );
}

interface Judged {
  readonly globalCluster: string;
  readonly dataLossSecondsMax: number;
  readonly measured: MeasuredLag | undefined;
}

/** Unknown is never zero: a lag that nobody measured is above every limit. What was promoted already has none. */
function problemOf({ globalCluster, dataLossSecondsMax, measured }: Judged): string[] {
  if (measured?.promoted) return [];
  if (dataLossSecondsMax === 0) {
    return [
      `${globalCluster}: dataLossSecondsMax is 0, so every promotion with possible loss needs a person's approval`,
    ];
  }
  if (measured?.lagSeconds === undefined) {
    return [`${globalCluster}: its replication lag is unknown; the plan allows ${dataLossSecondsMax} s`];
  }
  return measured.lagSeconds > dataLossSecondsMax
    ? [
        `${globalCluster}: ${measured.lagSeconds} s behind at ${measured.at}, ` +
          `the plan allows ${dataLossSecondsMax} s; ` +
          'raise dataLossSecondsMax to accept the loss',
      ]
    : [];
}
