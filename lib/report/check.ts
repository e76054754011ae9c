import type { AwsCall } from '../domain/calls';
import type { CriticalPath, Expected } from '../domain/expected-seconds';

/** What a check of one Region came to, for people and for programs. */
export interface CheckedRegion {
  readonly region: string;
  readonly ready: boolean;
  /** What would keep a failover from working, one sentence each. */
  readonly problems: readonly string[];
  /** What a failover to this Region would call, step by step. */
  readonly calls: readonly Omit<AwsCall, 'rights'>[];
  /** Step → how long it is expected to take. */
  readonly expected: Readonly<Record<string, Expected>>;
  readonly path: CriticalPath;
  /** Calls that would not work were the active Region, and us-east-1, dead. */
  readonly selfAudit: readonly string[];
  /** ISO 8601 UTC. @default no check has come to an end */
  readonly checkedAt?: string;
}

/** The same as JSON: `{"regions": […]}` holds one for each Region that was checked. */
export const checkJson = ({ region, ready, problems, calls, expected, path, selfAudit, checkedAt }: CheckedRegion) => ({
  region,
  ready,
  problems,
  calls,
  expectedSeconds: Object.fromEntries(Object.entries(expected).map(([step, { seconds }]) => [step, seconds])),
  notMeasured: Object.keys(expected).filter((step) => expected[step]?.measuredIn === undefined),
  criticalPath: path.steps,
  criticalPathSeconds: path.seconds,
  selfAudit,
  checkedAt: checkedAt ?? null,
});

/** The same as lines for a person. */
export function checkLines(checked: CheckedRegion): string[] {
  const { region, ready, problems, checkedAt } = checked;
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  const when = checkedAt === undefined ? '' : `, checked at ${checkedAt}`;
  return [
    `${region}: ${ready ? 'a failover would work' : `NOT READY, ${count}`}${when}`,
    ...problems.map((problem) => `  - ${problem}`),
    ...callLines(checked),
    ...pathLines(checked),
    ...auditLines(checked),
  ];
}

/** Every call with its ARNs, under the step that makes it and how long that is expected to take. */
function callLines({ calls, expected, region: here }: CheckedRegion): string[] {
  return Object.entries(expected).flatMap(([step, { seconds, measuredIn }]) => [
    `  ${step}: ${seconds} s (${measuredIn === undefined ? 'not measured' : `measured in ${measuredIn} runs`})`,
    ...calls
      .filter((call) => call.step === step)
      .map(({ service, operation, region, resources, without, when }) => {
        const where = region === here ? '' : ` in ${region}`;
        const notes = [...(when ? [`only when ${when}`] : []), ...(without ? [`if nothing answers: ${without}`] : [])];
        const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
        return `    ${service}:${operation}${where} ${resources.join(' ')}${note}`;
      }),
  ]);
}

const pathLines = ({ path }: CheckedRegion): string[] =>
  path.steps.length === 0 ? [] : [`  critical path ${path.seconds} s: ${path.steps.join(' → ')}`];

const auditLines = ({ selfAudit, calls }: CheckedRegion): string[] => {
  if (calls.length === 0) return [];
  return selfAudit.length === 0
    ? ['  were the active Region, and us-east-1, dead: every call would still work']
    : selfAudit.map((sentence) => `  were the active Region, and us-east-1, dead: ${sentence}`);
};
