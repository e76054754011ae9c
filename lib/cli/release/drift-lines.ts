import { countOf, type DriftFinding, type JudgedDrift } from '../../domain/drift';
import { listed, oneLine, printable } from '../../domain/text';

/** Longest sentence of one finding. */
const CHARACTERS_MAX = 1000;

/** What was found, for people: a line each, then the sum. */
export function driftLines({ findings, releases }: JudgedDrift): string[] {
  const counts = { drift: countOf(findings, 'drift'), unknown: countOf(findings, 'unknown') };
  const warned = countOf(findings, 'warning');
  const warnings = warned === 0 ? '' : `, ${warned} ${warned === 1 ? 'warning' : 'warnings'}`;
  const ids = [...new Set(Object.values(releases))];
  const sum = isInSync(findings)
    ? `in sync: release ${ids[0]} in ${listed(Object.keys(releases))}`
    : `${counts.drift} not as released, ${counts.unknown} unknown`;
  return [...findings.map(lineOf), `${sum}${warnings}`].map(printable);
}

/** Whether everything was compared, and found as it was released. */
export const isInSync = (findings: readonly DriftFinding[]): boolean =>
  findings.every(({ level }) => level === 'warning');

const lineOf = ({ level, region, stack, because }: DriftFinding): string =>
  `${level.padEnd(7)} ${region}${stack === undefined ? '' : ` ${stack}`}: ${oneLine(because, CHARACTERS_MAX)}`;
