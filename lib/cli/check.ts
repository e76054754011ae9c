import { checkJson, checkLines } from '../report/check';
import { openSession } from './aws/signed-session';
import { activeRegionOf } from './check/active-region';
import { checkedRegion } from './check/checked-region';
import { JSON_FLAG, regionFlag, WORLD_FLAG } from './flags';
import { planInUse, regionOf, worldOf } from './plan-in-use';
import { printJson, printLines } from './print';
import { defineCommand } from './usage';

/** `understudy check [--region <region>] [--calls] [--json] [--last]` */
export const check = defineCommand({
  name: 'check',
  group: 'Look',
  purpose: 'Says whether a failover would work now, what exactly it would call, and how long it would take.',
  flags: {
    region: regionFlag('checks this Region alone; without it, every Region that is not active'),
    calls: { help: 'lists every call that a failover would make' },
    last: { help: 'starts nothing, and shows what the last check has found' },
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [
    'understudy check   # starts a check in every standby and waits for it',
    'understudy check --last --calls   # what the last one found, and every call that a failover would make',
  ],
  exitCodes: { 0: 'ready', 1: 'not ready' },
  async run({ values }) {
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
      printLines(checked.flatMap((one) => checkLines(one, { withCalls })));
    }
    return checked.every(({ ready }) => ready) ? 0 : 1;
  },
});
