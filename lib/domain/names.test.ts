import { plan } from '../../test/fixtures';
import { namesOf } from './names';

const REGION = 'us-west-2';

/** Everything that a plan's names are in a Region, by what they name. */
function allOf(name: string): Record<string, string> {
  const names = namesOf({ ...plan, name }, REGION);
  const made = { machine: names.machine('failover'), machineArn: names.machineArn('drill'), lambda: names.lambda('x') };
  const fixed = Object.entries(names).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...Object.fromEntries(fixed), ...made, claimAlarm: names.claimAlarm(101) };
}

/** What the account, its partition and the team's own templates are called is the same for every plan. */
const SHARED = ['partition', 'pilotLight'];

// F-18
test.each(['payments', 'orders2', 'order', 'orders-eu'])(
  'two plans of one account share no name: orders and %s',
  (other) => {
    const own = allOf('orders');
    const others = allOf(other);
    expect(Object.keys(own).length).toBeGreaterThan(20);
    for (const [what, name] of Object.entries(own)) {
      if (!SHARED.includes(what)) expect({ what, isShared: others[what] === name }).toEqual({ what, isShared: false });
    }
  },
);
