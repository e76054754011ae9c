import { printable } from '../domain/text';
import { type PlanStatus, statusLines, statusOf } from '../report/status';
import { openSession } from './aws/signed-session';
import { planInUse, regionOf, worldOf } from './plan-in-use';
import { printJson } from './print';
import { JSON_HELP, WORLD_HELP } from './release/flag-help';
import { seenPlan } from './status/look';
import { type Command, readArguments, UsageError } from './usage';

const FLAGS = { region: { type: 'string' }, json: { type: 'boolean' }, world: { type: 'string' } } as const;

/** `understudy status` */
export const status: Command = {
  name: 'status',
  usage: '[--region <region>] [--json] [--world <url>]',
  purpose: 'Says where the plan stands in each Region, why, and the next safe command. It changes nothing.',
  flags: { region: ['<region>', 'looks there alone'], json: JSON_HELP, world: WORLD_HELP },
  exitCodes: '0 every Region could be read, 1 one could not, 2 written wrongly',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    if (words.length > 0) throw new UsageError(`status takes no words, got ${words.join(' ')}`);
    const plan = planInUse();
    const asked = values.region === undefined ? plan.regions : [regionOf(plan, values.region)];
    const seen = await seenPlan(openSession(worldOf(values.world)), plan, asked);
    const found = statusOf(seen);
    if (values.json) printJson(asJson(found), 2);
    else for (const line of statusLines(found)) console.log(printable(line));
    return seen.regions.every(({ outcome }) => outcome === 'read') ? 0 : 1;
  },
};

/** Lines are set in for a person's eyes alone. */
const asJson = ({ says, regions }: PlanStatus) => ({
  says,
  regions: regions.map((one) => ({ ...one, next: one.next.map((line) => line.trim()) })),
});
