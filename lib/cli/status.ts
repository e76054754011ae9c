import { type PlanStatus, statusLines, statusOf } from '../report/status';
import { openSession } from './aws/signed-session';
import { JSON_FLAG, regionFlag, WORLD_FLAG } from './flags';
import { inWorld } from './in-world';
import { planInUse, regionOf, worldOf } from './plan-in-use';
import { printJson, printLines } from './print';
import { seenPlan } from './status/look';
import { defineCommand } from './usage';

/** `understudy status` */
export const status = defineCommand({
  name: 'status',
  group: 'Look',
  purpose: 'Says where the plan stands in each Region, why, and the next safe command. It changes nothing.',
  flags: { region: regionFlag('looks there alone'), json: JSON_FLAG, world: WORLD_FLAG },
  examples: ['understudy status   # every Region', 'understudy status --region us-west-2 --json'],
  exitCodes: { 0: 'every Region could be read', 1: 'one could not' },
  async run({ values }) {
    const plan = planInUse();
    const asked = values.region === undefined ? plan.regions : [regionOf(plan, values.region)];
    const world = worldOf(values.world);
    const seen = await seenPlan(openSession(world), plan, asked);
    const found = typedIn(world, statusOf(seen));
    if (values.json) printJson(asJson(found), 2);
    else printLines(statusLines(found));
    return seen.regions.every(({ outcome }) => outcome === 'read') ? 0 : 1;
  },
});

/** With commands as they are typed in that world. */
const typedIn = (world: string | undefined, { says, regions }: PlanStatus): PlanStatus => ({
  says,
  regions: regions.map((one) => ({ ...one, next: one.next.map((line) => inWorld(line, world)) })),
});

/** Lines are set in for a person's eyes alone. */
const asJson = ({ says, regions }: PlanStatus) => ({
  says,
  regions: regions.map((one) => ({ ...one, next: one.next.map((line) => line.trim()) })),
});
