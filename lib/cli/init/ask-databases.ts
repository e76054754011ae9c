import { Plan } from '../../domain/plan';
import type { Asks } from './asks';
import type { Desk } from './desk';
import type { DatabaseFact, Facts } from './facts';
import { problemAt } from './problems';

/** One global database after the other, until there is no more. */
export async function askDatabases({ asks }: Desk, facts: Facts): Promise<Partial<Facts>> {
  const { globalCluster, engine } = Plan.shape.databases.element.shape;
  const known: DatabaseFact[] = [];
  for (;;) {
    asks.tell([`  ${globalCluster.description}`]);
    const name = await asks.text({
      message: `Global database (empty: ${known.length > 0 ? 'no more' : 'none'})`,
      problem: (typed) =>
        isNone(typed) ? undefined : problemIn({ ...facts, databases: [...known, blank(typed)] }, known),
    });
    if (isNone(name)) return { databases: known };
    const chosen = await asks.one({
      message: 'Engine',
      choices: engine.options.map((value) => ({ label: value, value })),
    });
    known.push({ globalCluster: name, engine: chosen, clusters: await askClusters(asks, facts, name) });
  }
}

/** As `--global-cluster` says it, too. */
const isNone = (typed: string): boolean => typed === '' || typed === 'none';

/** Its clusters are asked for next. */
const blank = (globalCluster: string): DatabaseFact => ({ globalCluster, engine: 'aurora-postgresql', clusters: {} });

const problemIn = (facts: Facts, known: readonly DatabaseFact[]): string | undefined =>
  problemAt(facts, `databases[${known.length}].globalCluster`);

async function askClusters(asks: Asks, facts: Facts, name: string): Promise<Record<string, string>> {
  const clusters: Record<string, string> = {};
  for (const region of facts.regions ?? []) {
    const withIt = (typed: string): Facts => ({
      ...facts,
      databases: [{ ...blank(name), clusters: { [region]: typed } }],
    });
    clusters[region] = await asks.text({
      message: `Its cluster in ${region}`,
      otherwise: `${name}-${region}`,
      problem: (typed) => problemAt(withIt(typed), `databases[0].clusters.${region}`),
    });
  }
  return clusters;
}
