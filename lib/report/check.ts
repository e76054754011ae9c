import type { AwsCall } from '../domain/calls';
import type { CriticalPath, Expected } from '../domain/expected-seconds';

/** What a check of one Region came to, for people and for programs. */
export interface CheckedRegion {
  readonly region: string;
  readonly ready: boolean;
  /** Whether it serves the users itself, so that there is nothing to fail over to it. */
  readonly isActive: boolean;
  /** What would keep a failover from working, one sentence each. */
  readonly problems: readonly string[];
  /** What a failover to this Region would call, step by step, each once a step; none where no check has ended. */
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
export const checkJson = (checked: CheckedRegion) => {
  const { region, ready, isActive, problems, calls, expected, path, selfAudit, checkedAt } = checked;
  return {
    region,
    ready,
    active: isActive,
    problems,
    calls,
    expectedSeconds: Object.fromEntries(Object.entries(expected).map(([step, { seconds }]) => [step, seconds])),
    notMeasured: Object.keys(expected).filter((step) => expected[step]?.measuredIn === undefined),
    criticalPath: path.steps,
    criticalPathSeconds: path.seconds,
    selfAudit,
    checkedAt: checkedAt ?? null,
  };
};

export interface CheckLines {
  /** Whether every call is told, with its ARNs: more than a hundred lines. */
  readonly withCalls: boolean;
}

/** The same as lines for a person. */
export function checkLines(checked: CheckedRegion, { withCalls }: CheckLines): string[] {
  const told = [verdictOf(checked), ...checked.problems.map((problem) => `  - ${problem}`)];
  // What would follow from a failover is nothing that could be told of a Region that is active, or that nobody knows.
  if (checked.isActive || checked.calls.length === 0) return told;
  return [
    ...told,
    ...(withCalls ? callLines(checked) : secondsLines(checked)),
    ...pathLines(checked),
    ...auditLines(checked),
    ...(withCalls ? [] : [`  ${checked.calls.length} calls to AWS: --calls lists them`]),
  ];
}

function verdictOf({ region, ready, isActive, problems, checkedAt }: CheckedRegion): string {
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  const when = checkedAt === undefined ? '' : `, checked at ${checkedAt}`;
  if (!isActive) return `${region}: ${ready ? 'a failover would work' : `NOT READY, ${count}`}${when}`;
  const found = ready ? 'nothing else was found' : count;
  return `${region}: is active, so there is nothing to fail over to it; ${found}${when}`;
}

/** How long each step is expected to take, apart by whether that was measured. */
function secondsLines({ expected }: CheckedRegion): string[] {
  const lineOf = (title: string, isMeasured: boolean): string[] => {
    const steps = Object.entries(expected).filter(([, { measuredIn }]) => (measuredIn !== undefined) === isMeasured);
    const said = steps.map(([step, { seconds }]) => `${step} ${seconds} s`);
    return said.length === 0 ? [] : [`  ${title}: ${said.join(', ')}`];
  };
  return [...lineOf('measured here', true), ...lineOf('not measured', false)];
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

const auditLines = ({ selfAudit }: CheckedRegion): string[] =>
  selfAudit.length === 0
    ? ['  were the active Region, and us-east-1, dead: every call would still work']
    : selfAudit.map((sentence) => `  were the active Region, and us-east-1, dead: ${sentence}`);
