import { PROMISES, type Promised } from '../../rehearsal/promise-catalogue';
import { linksTo } from './links';

/** `docs/invariants.md`: what holds at every moment of every run, and what looks after it. */
export function invariantsPage(): string {
  return [
    '# Invariants',
    '',
    'What holds at every moment of every run, whatever goes wrong. A broken promise is told under its number: by',
    '`history check`, by the rehearsal, by the simulation, and by each [mutant](mutants.md), which breaks one.',
    '',
    '*History* names rules of the one checker in `lib/domain/history`: it judges each call of simulation and',
    'rehearsal while they go on, and the evidence of a real account with `history check --evidence`. *Simulation* says',
    'when a [simulated run](simulation.md) is looked at besides. *Rehearsal* names what `lib/rehearsal/invariants.ts`',
    'asks once a scenario has ended. At least one of the tests of each row has a mutant that breaks the promise, or',
    'the row says why there is none.',
    '',
    'The table is generated from `lib/rehearsal/promise-catalogue.ts`.',
    '',
    '| number | promise | looked after by |',
    '|---|---|---|',
    ...PROMISES.map(rowOf),
    '',
  ].join('\n');
}

function rowOf({ id, promise, history, simulation, invariants, scenarios, tests, because }: Promised): string {
  const checks = [
    ...naming('history', history),
    ...(simulation ? [`simulation: ${simulation}`] : []),
    ...naming('rehearsal', invariants),
    ...naming('scenario', scenarios),
    linksTo(tests),
    ...(because ? [`no mutant: ${because}`] : []),
  ];
  return `| ${id} | ${promise} | ${checks.join('; ')} |`;
}

const naming = (what: string, names: readonly string[] = []): string[] =>
  names.length > 0 ? [`${what} ${names.map((name) => `\`${name}\``).join(', ')}`] : [];
