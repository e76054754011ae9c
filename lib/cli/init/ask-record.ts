import { Plan } from '../../domain/plan';
import type { Desk } from './desk';
import type { Facts, RecordFact } from './facts';
import { problemAt } from './problems';

const record = Plan.shape.traffic.shape.records.element.shape;

/** One public name, and the name of a Region's own behind it. */
export async function askRecord({ asks }: Desk, facts: Facts): Promise<Partial<Facts>> {
  const withIt = (more: Partial<RecordFact>): Facts => ({
    ...facts,
    records: [{ name: 'example.com', type: 'A', perRegion: '{region}.example.com', ...more }],
  });
  asks.tell([`  ${record.name.description}`]);
  const name = await asks.text({
    message: 'Public name',
    problem: (typed) => problemAt(withIt({ name: typed }), 'traffic.records[0].name'),
  });
  asks.tell([`  ${record.perRegion.description}`]);
  const perRegion = await asks.text({
    message: "A Region's own name",
    otherwise: `{region}.${name}`,
    problem: (typed) => problemAt(withIt({ perRegion: typed }), 'traffic.records[0].perRegion'),
  });
  const types = await asks.one<readonly RecordFact['type'][]>({
    message: 'Which records has it',
    choices: [
      { label: 'A', value: ['A'] },
      { label: 'A and AAAA', value: ['A', 'AAAA'] },
    ],
  });
  return { records: types.map((type) => ({ name, type, perRegion })) };
}
