import type { Standing } from '../../lib/domain/automation';
import type { Place } from '../../lib/domain/step';
import { automationTable } from './automation-table';
import type { Sends } from './clients';
import { lockTable } from './lock-table';

/** Reads what may hold automatic runs back in this Region. @throws when the table could not tell */
export async function readStanding(dynamo: Sends, { plan, names }: Pick<Place, 'plan' | 'names'>): Promise<Standing> {
  const place = { plan: plan.name, names };
  const [lock, automation] = await Promise.all([
    lockTable(dynamo, place).read(),
    automationTable(dynamo, place).read(),
  ]);
  return { lock, automation };
}
