import { PlanError, readPlan } from '../../domain/plan-reader';
import { REHEARSAL_PUBLIC_KEY } from '../../domain/release';
import { draftOf, type Facts, textOf } from './facts';

/** What to give for a field that nobody but a person can know. */
const HINTS: Readonly<Record<string, string>> = {
  name: 'give --name',
  account: 'give --account',
  regions: 'give --regions, home first',
  databases: 'give --global-cluster with the name of the global database, or --global-cluster none',
  'release.publicKey':
    'give --public-key; npm run understudy -- release key --out release-key.pem makes a key and shows its public half',
  'release.stacks': 'give --stacks with the names of the stacks that a release holds, or --stacks none',
  'canaries[0].url':
    "give --read-url, a page of a Region's own name that reads, such as https://{region}.orders.example.com/health",
  'canaries[1].url': 'give --write-url, where a POST stores a nonce and a GET returns it',
  'traffic.hostedZoneId': 'give --zone',
  'traffic.records': 'give --record with the public name, and --per-region with the names behind it',
};

/** Whoever signs with the rehearsal's key signs for everybody. */
const OPEN_KEY =
  "got the rehearsal's key, whose private half everybody can read; give your own, " +
  'or --rehearsal-key for a plan that only tries things out';

/** The field that a problem is about. */
const pathOf = (problem: string): string => problem.split(': ', 1)[0] ?? '';

export interface Judged {
  readonly facts: Facts;
  /** Why a field has no value yet, by its path: better than that it is required. @default nobody looked */
  readonly open?: ReadonlyMap<string, string>;
  readonly mayUseRehearsalKey?: boolean;
}

/** Everything that keeps these facts from being a plan, in one pass: `path: what is wrong; what to give`. */
export function problemsOf({ facts, open = new Map(), mayUseRehearsalKey = false }: Judged): string[] {
  const usesOpenKey = facts.publicKey === REHEARSAL_PUBLIC_KEY && !mayUseRehearsalKey;
  const found = readProblems(facts).map((problem) => explained(problem, open));
  return [...new Set([...found, ...(usesOpenKey ? [`release.publicKey: ${OPEN_KEY}`] : [])])].sort();
}

/** Stands in for what is not known yet: a rule is only asked while the fields beside it are well-formed. */
const SAMPLE: Facts = {
  name: 'sample',
  account: '111122223333',
  regions: ['us-east-1', 'us-west-2'],
  databases: [],
  stacks: [],
  publicKey: REHEARSAL_PUBLIC_KEY,
  readUrl: 'https://{region}.example.com/',
  writeUrl: 'https://{region}.example.com/',
  hostedZoneId: 'Z0123456789ABC',
  records: [{ name: 'example.com', type: 'A', perRegion: '{region}.example.com' }],
};

const known = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));

/** What is wrong with one field, whatever the others will be; `undefined` when nothing is. */
export const problemAt = (facts: Facts, path: string): string | undefined =>
  readProblems({ ...SAMPLE, ...known(facts) })
    .filter((problem) => isAt(pathOf(problem), path))
    .map((problem) => problem.slice(problem.indexOf(': ') + 2))
    .at(0);

const isAt = (found: string, path: string) =>
  found === path || found.startsWith(`${path}.`) || found.startsWith(`${path}[`);

function explained(problem: string, open: ReadonlyMap<string, string>): string {
  if (!problem.includes(': required')) return problem;
  const path = pathOf(problem);
  const because = open.get(path);
  if (because !== undefined) return `${path}: ${because}`;
  const hint = HINTS[path];
  return hint === undefined ? problem : `${problem}; ${hint}`;
}

function readProblems(facts: Facts): readonly string[] {
  try {
    readPlan(textOf(draftOf(facts)));
    return [];
  } catch (error) {
    if (error instanceof PlanError) return error.problems;
    throw error;
  }
}
