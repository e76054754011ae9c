import { listed } from '../../domain/text';
import type { DatabaseFact } from './facts';
import { problemAt } from './problems';
import type { Proposal } from './proposal';

/** The application is commonly called as its global database is. */
export function proposeName(databases: readonly DatabaseFact[]): Proposal<string> {
  const names = databases.map(({ globalCluster }) => globalCluster);
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0 && problemAt({ name }, 'name') === undefined) {
    return { path: 'name', chosen: name, notes: [`name: ${name}, after the global database`] };
  }
  const why = names.length > 0 ? `${listed(names)} cannot give it its name` : 'nothing found gives it its name';
  return { path: 'name', open: `${why}; give --name`, notes: [] };
}
