import type { Rule, Said } from '../rule';
import { isFixed, textOf } from '../texts';

export const exported: Rule = {
  name: 'export',
  level: 'error',
  why:
    'An export has one name in a Region, so that two releases, or a drill beside a release, cannot stand side by ' +
    'side; a stack whose export is imported cannot be deleted.',
  check: ({ release }) =>
    release.stacks.flatMap(({ name: stack, template }) =>
      Object.entries(template.Outputs ?? {}).flatMap(([logicalId, { Export }]): Said[] => {
        const name = textOf(Export?.Name);
        if (Export === undefined || (name !== undefined && !isFixed(name))) return [];
        const because = `the output is exported as ${name ?? 'a name'} that is the same for every release`;
        return [{ stack, logicalId, because, remedy: REMEDY }];
      }),
    ),
};

const REMEDY = 'drop the export: outputs fill the parameters of the same name of the stacks that depend on this one';
