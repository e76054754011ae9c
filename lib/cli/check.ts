import { printable } from '../domain/text';
import { checkJson, checkLines } from '../report/check';
import { openSession } from './aws/signed-session';
import { activeRegionOf } from './check/active-region';
import { checkedRegion } from './check/checked-region';
import { planInUse, regionOf, worldOf } from './plan-in-use';
import { printJson } from './print';
import { type Command, readArguments, UsageError } from './usage';

const FLAGS = {
  region: { type: 'string' },
  calls: { type: 'boolean' },
  json: { type: 'boolean' },
  last: { type: 'boolean' },
  world: { type: 'string' },
} as const;

/** `understudy check [--region <region>] [--calls] [--json] [--last]` */
export const check: Command = {
  name: 'check',
  usage: '[--region <region>] [--calls] [--json] [--last] [--world <url>]',
  purpose: 'Says whether a failover would work now, what exactly it would call, and how long it would take.',
  flags: {
    region: ['<region>', 'checks this Region alone; without it, every Region that is not active'],
    calls: ['', 'lists every call that a failover would make'],
    json: ['', 'prints JSON, with every call'],
    last: ['', 'starts nothing, and shows what the last check has found'],
    world: ['<url>', 'asks a rehearsal world that rehearse --hold keeps up'],
  },
  exitCodes: '0 ready, 1 not ready, 2 written wrongly',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    if (words.length > 0) throw new UsageError(`check takes no words, got ${words.join(' ')}`);
    const plan = planInUse();
    const session = openSession(worldOf(values.world));
    const asked = values.region === undefined ? undefined : regionOf(plan, values.region);
    const active = await activeRegionOf(plan, session);
    // The active Region has nothing to take over: it is checked where it is asked for.
    const regions = plan.regions.filter((region) => (asked === undefined ? region !== active : region === asked));
    const isLast = values.last === true;
    const checked = await Promise.all(
      regions.map((region) => checkedRegion(session, { plan, region, active, isLast })),
    );
    if (values.json) printJson({ regions: checked.map(checkJson) }, 2);
    else {
      const withCalls = values.calls === true;
      for (const line of checked.flatMap((one) => checkLines(one, { withCalls }))) console.log(printable(line));
    }
    return checked.every(({ ready }) => ready) ? 0 : 1;
  },
};
