/** Roles hold what they need and nothing else; what is missing is said. `npm run simulate -- --permissions` tries all. */
import { ownRolesOf } from './simulation/permissions/own-roles';
import { usesIn } from './simulation/permissions/play-tale';
import { type Ground, type Removed, removed } from './simulation/permissions/removal';
import { prepare } from './simulation/prepare';
import { judgeUnused, UNUSED } from './simulation/unused-permissions';
import { temporaryDirectory } from './temporary';

let ground: Ground;
/** Keys of all grants, and of those that a drill needs. */
let granted: ReadonlySet<string>;
let needed: ReadonlySet<string>;

beforeAll(async () => {
  const prepared = await prepare(temporaryDirectory('permissions'));
  ground = { prepared, ownRoles: ownRolesOf(prepared) };
  const uses = await usesIn(ground, 'drilled');
  granted = new Set(uses.all);
  needed = new Set(uses.needed);
}, 180_000);

test('each entry of the list names something that is granted and that no drill needs, and says why', () => {
  // A drill needs less than all tales together.
  const { problems } = judgeUnused({ granted, needed });
  expect(problems.filter((problem) => !problem.startsWith('granted and never used'))).toEqual([]);
  for (const { because } of UNUSED) expect(because).toMatch(/^[^\s].{20,}[^.]$/);
});

test('the list names nothing that is needed, nothing twice gone, and forgets nothing', () => {
  const list = [{ roles: /^StepsA$/, actions: /^s3:GetObject$/, because: 'it may be' }];
  const [kept, other] = ['StepsA s3:GetObject arn', 'StepsB s3:GetObject arn'];
  const judged = (all: readonly string[], needed: readonly string[]) =>
    judgeUnused({ granted: all, needed: new Set(needed) }, list).problems;
  expect(judged([kept, other], [other])).toEqual([]);
  expect(judged([kept, other], [])).toEqual([expect.stringContaining('granted and never used: StepsB')]);
  expect(judged([kept, other], [kept, other])).toEqual([
    expect.stringContaining('UNUSED lists what is needed: StepsA'),
    expect.stringContaining('delete the entry'),
  ]);
});

describe('Without one permission', () => {
  test.each<[string, string, readonly string[], Partial<Removed>]>([
    [
      'to promote, the failover says so',
      'lost',
      ['StepsPromoteDatabase rds:FailoverGlobalCluster', 'cluster:orders-{here}'],
      { kind: 'ended', where: 'PromoteDatabase' },
    ],
    [
      'to create a stack, the drill says so',
      'drilled',
      ['StepsDeployStacksDrill cloudformation:CreateStack'],
      { kind: 'ended', where: 'DeployStacks' },
    ],
    [
      'to write evidence, the run goes on and the log says so',
      'lost',
      ['StepsRunCanaries dynamodb:PutItem', 'run#'],
      { kind: 'quiet', where: 'understudy-orders-run-canaries' },
    ],
  ])(
    '%s',
    async (_, tale, words, expected) => {
      const [without = '', ...others] = [...granted].filter((key) => words.every((word) => key.includes(word)));
      expect(others).toEqual([]);
      const [action = ''] = without.split(' ').slice(1);
      const came = await removed(ground, { tales: [tale], without });
      expect(came).toMatchObject(expected);
      expect(came.sentence).toContain(action);
      expect(came.sentence).toMatch(/assumed-role\/\S+ is not authorized to perform: \S+ on resource: arn:/);
    },
    30_000,
  );

  test('that nobody needs, nothing is denied', async () => {
    const without = 'StepsRunCanaries xray:PutTraceSegments *';
    expect(granted).toContain(without);
    expect(await removed(ground, { tales: ['switched-off'], without })).toMatchObject({ kind: 'unmet' });
  }, 30_000);
});
