import { ownerOf } from '../../domain/plan-problem';
import { listed } from '../../domain/text';
import type { Proposal } from './proposal';

const PATH = 'account';

/** The account that these ARNs belong to. @param wanted what a flag says @default whatever was found */
export function proposeAccount(arns: readonly string[], wanted: string | undefined): Proposal<string> {
  const [found, ...others] = [...new Set(arns.map(ownerOf))].filter((account) => account !== '');
  if (found === undefined) {
    return wanted === undefined
      ? { path: PATH, open: 'nothing was found that names it; give --account', notes: [] }
      : { path: PATH, chosen: wanted, notes: [`account: ${wanted}, as --account says; nothing found here names one`] };
  }
  if (others.length > 0) {
    return { path: PATH, open: `several own what was found: ${listed([found, ...others])}; give --account`, notes: [] };
  }
  if (wanted === undefined || wanted === found) {
    return { path: PATH, chosen: found, notes: [`account: ${found}, which owns what was found`] };
  }
  return { path: PATH, open: `--account says ${wanted}; these credentials see account ${found}`, notes: [] };
}
