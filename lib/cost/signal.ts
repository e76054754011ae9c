import type { Plan } from '../domain/plan';
import { checksFor, type WantedCheck } from '../domain/traffic/checks';
import { type CostItem, priced } from './item';
import { type Lambda, lambdaItems } from './lambdas';
import { SECONDS_PER_MONTH } from './month';

/**
 * Two checkers in each of Route 53's eight Regions ask at the interval of a check; others have counted up to 18.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const CHECKERS = 16;
const CHECKERS_MAX = 18;
/** How long `serve-signal` gives an answer again without reading the table. */
export const SIGNAL_FRESH_SECONDS = 1;
/**
 * What is billed for one answer, milliseconds: about 2 from memory, 8 with a strong read of one item, and one answer in
 * two needs the read: 5. Not measured in AWS.
 */
const SIGNAL_MILLISECONDS = 5;
/** Status line, headers and one word; the connection that each question opens is not charged for. */
const ANSWER_BYTES = 300;

/** HTTPS, a string to match, and an interval of 10 s: each is an option of its own. */
const optionsOf = (check: WantedCheck): number => {
  if (!('config' in check) || check.config.Type !== 'HTTPS_STR_MATCH') return 0;
  return 2 + (check.config.RequestInterval < 30 ? 1 : 0);
};

/** The checks of a plan that is settled, as `traffic attach` and each settle make them. */
const checksOf = (plan: Plan): WantedCheck[] => {
  const [active = ''] = plan.regions;
  const settlement = { epoch: 100, serial: 1, active, attached: plan.regions };
  return plan.traffic.strategy === 'health-signal' ? checksFor(plan, settlement, (region) => `signal.${region}`) : [];
};

/** How often a second checkers ask one Region's signal. @param checkers of each check */
const asksPerSecond = (plan: Plan, checkers: number): number =>
  checksOf(plan).reduce((sum, check) => {
    const asks = 'config' in check && check.config.Type === 'HTTPS_STR_MATCH';
    return asks ? sum + checkers / check.config.RequestInterval : sum;
  }, 0) / plan.regions.length;

/** A Region's share of the health checks, which are the plan's and stand in no template. */
export function healthCheckItems(plan: Plan): CostItem[] {
  const checks = checksOf(plan);
  if (checks.length === 0) return [];
  const share = (count: number) => count / plan.regions.length;
  return [
    priced({
      item: 'health checks',
      price: 'healthCheck',
      quantity: share(checks.length),
      note: "the Region's share; a calculated check and one on a metric are taken as checks of AWS endpoints",
    }),
    priced({
      item: 'health checks: options',
      price: 'healthCheckOption',
      quantity: share(checks.reduce((sum, check) => sum + optionsOf(check), 0)),
      priceAtMost: 'strangeHealthCheckOption',
      note: 'HTTPS, a string and 10 s; a function URL in the same account is taken as an AWS endpoint',
    }),
  ];
}

/** What the checkers' questions cost in the Region that answers them. */
export function signalItems(plan: Plan, lambda: Lambda): CostItem[] {
  const perSecond = asksPerSecond(plan, CHECKERS);
  if (perSecond === 0) return [];
  const answers = perSecond * SECONDS_PER_MONTH;
  const more = CHECKERS_MAX / CHECKERS;
  const use = { lambda, invocations: answers, millisecondsEach: SIGNAL_MILLISECONDS, bytesLoggedEach: 0 };
  return [
    ...lambdaItems(
      'claim signal',
      [use],
      `${CHECKERS} checkers, up to ${CHECKERS_MAX}; ${SIGNAL_MILLISECONDS} ms each`,
    ).map((item) => ({ ...item, usdAtMost: item.usd * more })),
    priced({
      item: 'claim signal: reads',
      price: 'read',
      // One environment, asked at random moments: it reads, is fresh for a second, and waits for the next question.
      quantity: SECONDS_PER_MONTH / (SIGNAL_FRESH_SECONDS + 1 / perSecond),
      quantityAtMost: answers * more,
    }),
    priced({ item: 'claim signal: answers', price: 'transfer', quantity: (answers * ANSWER_BYTES) / 1e9 }),
  ];
}
