import { inResources, type Rule } from '../rule';
import { RUNTIMES } from '../runtimes';
import { parameterAtEnd, textOf } from '../texts';

/** A release lives for a while: 90 days is long enough to publish another with a newer runtime. */
const WARNING_DAYS = 90;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

export const deadRuntime: Rule = {
  name: 'dead-runtime',
  level: 'error',
  warnsWhen: `creation will be blocked within ${WARNING_DAYS} days, or Lambda has deprecated the runtime`,
  why: 'Lambda keeps running functions on an old runtime and refuses to create new ones: a takeover creates.',
  check: inResources(({ type, properties, template }, { plan, now }) => {
    const written = type === 'AWS::Lambda::Function' ? (textOf(properties.Runtime) ?? '') : '';
    const parameter = parameterAtEnd(written, template);
    const given = parameter && (plan.release.parameters[parameter] ?? template.Parameters?.[parameter]?.Default);
    const runtime = String(given ?? written);
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
  }),
};

const REMEDY = 'name a newer runtime';

/** @param date year, month and day, in UTC */
const millisecondsAt = (date: string): number => Date.parse(`${date}T00:00:00Z`);
