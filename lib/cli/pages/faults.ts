import { FAULT_GROUPS, type Fault, type FaultGroup, isFile, kindOf } from '../../rehearsal/fault-catalogue';
import { linksTo } from './links';

/** `docs/faults.md`: everything that can go wrong, what happens then, and what injects it. */
export function faultsPage(): string {
  return [
    '# Faults',
    '',
    'What can go wrong in a takeover and on the way back, what Understudy does then, and what proves it. The last',
    'column links tests, names scenarios of the rehearsal (`npm run rehearse -- <scenario>`), and kinds of faults of',
    'the [simulation](simulation.md): those of a call or a run are put at every call and state that they fit, those of',
    'the world at drawn moments, and `swarm` is several at once. Each test and scenario names the fault where it',
    'injects it. Where nothing does, it says why. *Before* and *after* are about the moment in which the promotion is',
    'sent.',
    '',
    'The tables are generated from `lib/rehearsal/fault-catalogue/`.',
    '',
    ...FAULT_GROUPS.flatMap(chapterOf),
  ].join('\n');
}

const chapterOf = ({ title, faults }: FaultGroup): string[] => [
  `## ${title}`,
  '',
  '| fault | what | what happens | injected by |',
  '|---|---|---|---|',
  ...faults.map(rowOf),
  '',
];

function rowOf({ id, fault, outcome, by, because }: Fault): string {
  const injected = [...testsIn(by), ...scenariosIn(by), ...simulationIn(by)].join('; ');
  return `| ${id} | ${fault} | ${outcome} | ${injected || `nothing: ${because}`} |`;
}

const testsIn = (by: readonly string[]): string[] => {
  const files = by.filter(isFile);
  return files.length > 0 ? [linksTo(files)] : [];
};

const scenariosIn = (by: readonly string[]): string[] => {
  const names = by.filter((name) => !isFile(name) && kindOf(name) === undefined).map((name) => `\`${name}\``);
  return names.length > 0 ? [`scenario ${names.join(', ')}`] : [];
};

const simulationIn = (by: readonly string[]): string[] => {
  const kinds = by.flatMap((name) => kindOf(name) ?? []);
  return kinds.length > 0 ? [`simulation: ${kinds.join(', ')}`] : [];
};
