/** Roles hold what they need and nothing else; what is missing is said. `npm run simulate -- --permissions` tries all. */
import { ownRolesOf } from './simulation/permissions/own-roles';
import { usesIn } from './simulation/permissions/play-tale';
import { type Ground, type Removed, removed } from './simulation/permissions/removal';
import { prepare } from './simulation/prepare';
import { judgeUnused, UNUSED } from './simulation/unused-permissions';
import { temporaryDirectory } from './temporary';

/** The tales in which grants are taken away here. */
const PLAYED = ['lost', 'drilled'];

let ground: Ground;
/** The tale that needs a grant, by its key. */
const taleOf = new Map<string, string>();
const granted = new Set<string>();

beforeAll(async () => {
  const prepared = await prepare(temporaryDirectory('permissions'));
  ground = { prepared, ownRoles: ownRolesOf(prepared) };
  for (const tale of PLAYED) {
    const { all, needed } = await usesIn(ground, tale);
    for (const key of all) granted.add(key);
    for (const key of needed) taleOf.set(key, tale);
  }
}, 180_000);

test('each entry of the list names something that is granted and no tale here needs, and says why', () => {
  const unused = [...granted].filter((key) => !taleOf.has(key));
  const { problems } = judgeUnused({ granted: unused, needed: new Set() });
  expect(problems.filter((problem) => !problem.startsWith('granted and never used'))).toEqual([]);
  const { problems: used } = judgeUnused({ granted, needed: new Set(taleOf.keys()) });
  expect(used.filter((problem) => problem.startsWith('UNUSED lists what is needed'))).toEqual([]);
  for (const { because } of UNUSED) expect(because).toMatch(/^[^\s].{20,}[^.]$/);
});

