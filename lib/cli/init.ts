import { existsSync } from 'node:fs';
import { makeKeyFile } from '../release/signers/file';
import { SignerError } from '../release/signers/signer';
import { isAttended } from './ask';
import { openSession } from './aws/signed-session';
import { adviceOn } from './init/advice';
import type { Asks } from './init/asks';
import { lookClients } from './init/clients';
import type { Desk } from './init/desk';
import { type Discovery, discover } from './init/discover';
import { draftOf, type Facts, textOf } from './init/facts';
import { FLAGS, givenBy, lookedForBy, type Values, wantedBy } from './init/flags';
import { nextLines } from './init/next';
import { problemsOf } from './init/problems';
import { interview, regionsOf } from './init/questions';
import { askOnTerminal, isGivenUp } from './init/terminal';
import { writePlan } from './init/write-plan';
import { worldOf } from './plan-in-use';
import { printJson, printLines, printProblems } from './print';
import { defineCommand, UsageError } from './usage';

const PLAN_FILE = 'plan.json';

/** `understudy init [--from-account]` */
export const init = defineCommand({
  name: 'init',
  group: 'Prepare',
  purpose: 'Writes a plan: by asking, or from what is found in the account. It changes nothing in AWS.',
  flags: FLAGS,
  examples: [
    'understudy init   # asks, field by field',
    'understudy init --from-account --regions us-east-1,us-west-2   # asks only for what the account does not say',
    'understudy init --from-account --regions us-east-1,us-west-2 --json   # what was found, and what is missing',
  ],
  exitCodes: {
    0: 'the plan is whole',
    1: 'something is missing or wrong: each with what to give, and nothing written',
  },
  run: async ({ values }) => {
    try {
      return await planned(values, await askerFor(values));
    } catch (error) {
      if (error instanceof SignerError) throw new UsageError(error.message);
      if (!isGivenUp(error)) throw error;
      printProblems(['given up; no plan was written']);
      return 1;
    }
  },
});

/** Whoever reads JSON cannot be asked. @throws UsageError when nobody can be asked and nobody looks */
async function askerFor(values: Values): Promise<Asks | undefined> {
  if (isAttended() && !values.json) return askOnTerminal();
  if (values['from-account']) return undefined;
  throw new UsageError(
    'init asks on a terminal, and here is none; give --from-account, and by flags what it cannot find',
  );
}

/** @param asks who is asked. @default nobody */
export async function planned(values: Values, asks?: Asks): Promise<number> {
  const file = fileFor(values);
  const given = givenBy(values);
  const found = values['from-account']
    ? await foundInAccount(values, given, asks)
    : asOnlyGiven({ ...given, ...lookedForBy(values) });
  asks?.tell(found.notes);
  const facts = asks ? await interview(deskOf(asks), found.facts) : found.facts;
  const problems = problemsOf({ facts, open: found.open, mayUseRehearsalKey: values['rehearsal-key'] === true });
  if (values.json) tellJson({ facts, notes: found.notes, problems, file });
  else tellPlan({ facts, notes: asks ? [] : found.notes, problems });
  if (problems.length > 0) return 1;
  if (file === undefined) return 0;
  if (asks && !(await asks.yes(`Write ${file}?`))) return 1;
  writePlan(file, textOf(draftOf(facts)));
  if (!values.json) printLines([`wrote ${file}`, ...adviceOn(facts), ...nextLines(facts, file)]);
  return 0;
}

/** Before anything is asked. @returns `undefined` when nothing is written @throws UsageError when it is there */
function fileFor({ out, json, force }: Values): string | undefined {
  const file = out ?? (json ? undefined : PLAN_FILE);
  if (file === undefined || force || !existsSync(file)) return file;
  throw new UsageError(`${file} is there already; --force replaces it, and --out names another file`);
}

const asOnlyGiven = (facts: Facts): Discovery => ({ facts, open: new Map(), notes: [] });

async function foundInAccount(values: Values, given: Facts, asks?: Asks): Promise<Discovery> {
  const regions = given.regions ?? (asks ? await regionsOf(deskOf(asks), given) : []);
  const wanted = wantedBy(values, regions);
  const session = openSession(worldOf(values.world));
  return discover(lookClients(session, regions[0] ?? ''), { given, wanted, asks });
}

const deskOf = (asks: Asks): Desk => ({
  asks,
  makeKey: makeKeyFile,
  fileProblem: (file) => (existsSync(file) ? `${file} is there already; name another file` : undefined),
});

interface Outcome {
  readonly facts: Facts;
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

function tellPlan({ facts, notes, problems }: Outcome): void {
  printLines([...notes, ...textOf(draftOf(facts)).trimEnd().split('\n')]);
  printProblems(problems);
}

/** What is not known yet stands in the plan nowhere, and among the problems. */
const tellJson = ({ facts, notes, problems, file }: Outcome & { readonly file: string | undefined }): void =>
  printJson(
    {
      ...{ account: facts.account, plan: draftOf(facts), notes, problems },
      ...{ advice: adviceOn(facts), next: nextLines(facts, file) },
    },
    2,
  );
