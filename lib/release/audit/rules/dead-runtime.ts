import { foundInMap } from '../region-mappings';
import { type Audited, inResources, type ResourceHere, type Rule, type SaidHere } from '../rule';
import { isDeadCanary, RUNTIMES } from '../runtimes';
import { parameterAtEnd, textOf } from '../texts';

/** A release lives for a while: 90 days is long enough to publish another with a newer runtime. */
const WARNING_DAYS = 90;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

export const deadRuntime: Rule = {
  name: 'dead-runtime',
  level: 'error',
  warnsWhen: `creation will be blocked within ${WARNING_DAYS} days, or Lambda has deprecated the runtime`,
  why:
    'Lambda keeps running functions on an old runtime and refuses to create new ones, and so does Synthetics with ' +
    'canaries: a takeover creates.',
  check: inResources((here, audited) => [
    ...runtimesOf(here, audited, FUNCTION).flatMap((one) => saidOf(one, audited.now)),
    ...runtimesOf(here, audited, CANARY)
      .filter(isDeadCanary)
      .map((one) => ({ because: `Synthetics creates no canary on ${one} any more`, remedy: REMEDY })),
  ]),
};

/** The property with the runtime, by type. */
type Own = Readonly<Record<string, string>>;
const FUNCTION: Own = { 'AWS::Lambda::Function': 'Runtime' };
const CANARY: Own = { 'AWS::Synthetics::Canary': 'RuntimeVersion' };

/** What a property says in each Region: literally, by a mapping, by the plan or by the default of a parameter. */
function runtimesOf({ type, properties, template }: ResourceHere, { plan }: Audited, own: Own): string[] {
  const property = own[type];
  if (property === undefined) return [];
  const value = properties[property];
  const written = textOf(value) ?? '';
  const parameter = parameterAtEnd(written, template);
  const given = parameter && (plan.release.parameters[parameter] ?? template.Parameters?.[parameter]?.Default);
  return [given ?? written, ...foundInMap(value, template, plan.regions)].map(String);
}

function saidOf(runtime: string, now: string): Pick<SaidHere, 'because' | 'remedy' | 'level'>[] {
  const dates = Object.hasOwn(RUNTIMES, runtime) ? RUNTIMES[runtime] : undefined;
  if (!dates) return [];
  const blocked = { because: `Lambda creates no function on ${runtime} since ${dates.blocked}`, remedy: REMEDY };
  if (millisecondsAt(dates.blocked) <= Date.parse(now)) return [blocked];
  const warnsAt = Math.min(
    millisecondsAt(dates.blocked) - WARNING_DAYS * DAY_MILLISECONDS,
    millisecondsAt(dates.deprecated),
  );
  if (warnsAt > Date.parse(now)) return [];
  const because = `Lambda will create no function on ${runtime} from ${dates.blocked} on`;
  return [{ because, remedy: REMEDY, level: 'warning' }];
}

const REMEDY = 'name a newer runtime';

/** @param date year, month and day, in UTC */
const millisecondsAt = (date: string): number => Date.parse(`${date}T00:00:00Z`);
