import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { MeasuredLag } from '../check-readiness/step';
import { type Replaced, replacedRegion } from './replaced';
import type { authorizePromotion } from './step';

type Input = InputOf<typeof authorizePromotion>;

/** Whether a person must be asked before the promotion. */
export type Question =
  | { readonly kind: 'nobody'; readonly by: 'plan' | 'person'; readonly because: string }
  | { readonly kind: 'persons'; readonly because: string }
  | { readonly kind: 'refused'; readonly because: string };

/**
 * By the plan, the request, the witness's word and what check-readiness measured; nothing of it changes while people
 * think.
 */
export function questionOf(input: Input): Question {
  const {
    plan,
    admitRun,
    checkReadiness: { lags },
  } = input;
  const automatic = admitRun.trigger !== undefined;
  const replaced = replacedRegion(input);
  if (automatic && replaced.kind === 'active') {
    return { kind: 'refused', because: `no ${input.run.verb} starts by itself: start it by hand` };
  }
  if (automatic && plan.automation === 'notify') {
    return { kind: 'refused', because: 'automation is "notify": no run that nobody started may promote' };
  }
  const answer = { kind: 'nobody', by: automatic ? 'plan' : 'person' } as const;
  if (plan.databases.length > 0 && judgedIn({ plan, lags }).length === 0) {
    return { ...answer, because: `nothing is left to be allowed${lossSentence(lags)}` };
  }
  const reasons = [
    ...(automatic && plan.automation === 'prepare' ? ['automation is "prepare": a promotion needs a person'] : []),
    ...(!automatic && plan.approval.persons === 2 ? ['the plan wants two persons (approval.persons: 2)'] : []),
    ...(automatic ? witnessProblem(replaced, plan) : []),
    ...(replaced.kind === 'lost' ? risksIn({ plan, lags }).flatMap(problemOf) : []),
  ];
  if (reasons.length > 0) return { kind: 'persons', because: reasons.join('; ') };
  if (replaced.kind === 'active') return { ...answer, because: `${BY_PERSON}: ${NOTHING_LOST}` };
  const who = automatic ? 'the plan allows the promotion (automation "full")' : BY_PERSON;
  return { ...answer, because: who + lossSentence(lags) };
}

const BY_PERSON = 'the person who started this run allows the promotion';
/** Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html */
const NOTHING_LOST = 'a switchover loses nothing, Aurora moves the writer once everything is here';

/** Whoever is cut off alone finds the active Region down as well: only a word from outside tells the two apart. */
function witnessProblem(replaced: Replaced, plan: Input['plan']): string[] {
  if (replaced.kind === 'active') return [];
  const { region: lostRegion, witness } = replaced;
  const where = `the witness in ${plan.watch.witness}`;
  const problems = {
    down: [],
    unheard: [`${where} was not heard`],
    alive: [`${where} says that ${lostRegion} is up`],
    none: [`no witness was asked about ${lostRegion}`],
  };
  return problems[witness];
}

interface Measured {
  readonly plan: Input['plan'];
  readonly lags: readonly MeasuredLag[];
}

/** Global clusters whose possible loss is judged: those whose writer was not here already. */
export function judgedIn({ plan, lags }: Measured): string[] {
  const promoted = lags.filter((lag) => lag.promoted).map(({ globalCluster }) => globalCluster);
  return plan.databases.map(({ globalCluster }) => globalCluster).filter((name) => !promoted.includes(name));
}

/** One sentence for each database: how much of it may be lost, or that nobody knows. */
export const lossesIn = (input: Input): string[] =>
  risksIn({ plan: input.plan, lags: input.checkReadiness.lags }).map((risk) => {
    const { globalCluster, dataLossSecondsMax, measured: lag } = risk;
    if (lag?.promoted) return `${globalCluster}: nothing more, its writer is here already`;
    if (replacedRegion(input).kind === 'active') {
      const behind = lag?.lagSeconds === undefined ? '' : `; ${lag.lagSeconds} s behind at ${lag.at}`;
      return `${globalCluster}: nothing, ${NOTHING_LOST}${behind}`;
    }
    const allowed = `the plan allows ${dataLossSecondsMax} s`;
    return lag?.lagSeconds === undefined
      ? `${globalCluster}: nobody knows how much, its replication lag is unknown; ${allowed}`
      : `${globalCluster}: at most the last ${lag.lagSeconds} s of writes, as measured at ${lag.at}; ${allowed}`;
  });

interface Risk {
  readonly globalCluster: string;
  readonly dataLossSecondsMax: number;
  readonly measured: MeasuredLag | undefined;
}

const risksIn = ({ plan, lags }: Measured): Risk[] =>
  plan.databases.map(({ globalCluster, dataLossSecondsMax }) => ({
    globalCluster,
    dataLossSecondsMax,
    measured: lags.find((lag) => lag.globalCluster === globalCluster),
  }));

/** Unknown is never zero: a lag that nobody measured is above every limit. What was promoted already has none. */
function problemOf({ globalCluster, dataLossSecondsMax, measured }: Risk): string[] {
  if (measured?.promoted) return [];
  if (dataLossSecondsMax === 0) {
    return [`${globalCluster}: dataLossSecondsMax is 0, so every promotion with possible loss needs a person`];
  }
  if (measured?.lagSeconds === undefined) {
    return [`${globalCluster}: its replication lag is unknown; the plan allows ${dataLossSecondsMax} s`];
  }
  return measured.lagSeconds > dataLossSecondsMax
    ? [`${globalCluster}: ${measured.lagSeconds} s behind at ${measured.at}, the plan allows ${dataLossSecondsMax} s`]
    : [];
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
