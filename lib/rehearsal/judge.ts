import { sha256Of } from '../domain/canonical-json';
import { namesOf } from '../domain/names';
import { medianOf } from '../domain/pace';
import { isTouch } from '../domain/touch';
import type { ExecutionView } from './aws/states';
import { type Traces, violationsOf } from './invariants';
import type { World } from './open-world';
import type { Rehearsal } from './rehearse';
import type { RehearsalStage } from './stage/rehearsal-stage';
import { secondsAfter, type TimedMoment, timelineOf } from './timeline';
import { type FunctionUse, lostOf, recoverySecondsOf, type Verdict } from './verdict';
import type { Invoked } from './world/lambda-host';

export interface Judged {
  readonly rehearsal: Pick<Rehearsal, 'name' | 'scenario' | 'seed' | 'scale'>;
  readonly stage: RehearsalStage;
  readonly world: World;
  readonly moments: readonly TimedMoment[];
}

/** What a played scenario proved. */
export function verdictOf({ rehearsal, stage, world, moments }: Judged, traces: Traces): Verdict {
  const { name: scenarioName, scenario, seed, scale } = rehearsal;
  const { plan } = stage;
  const run = stage.storyRun();
  const faultAt = stage.faultAt ?? 0;
  const { acknowledged, inNewWriter } = traces;
  const machineArn = run?.machineArn ?? namesOf(plan, stage.standby).machineArn('failover');
  return {
    scenario: scenarioName,
    seed,
    outcome: run ? endingOf(run) : 'NoRun',
    expected: scenario.expected,
    scale,
    detectionSeconds: detectionSecondsOf(world, faultAt),
    recoverySeconds: recoverySecondsOf(world.orders.orders, faultAt) ?? null,
    acknowledgedOrders: acknowledged.length,
    lostOrders: lostOf(acknowledged, inNewWriter).length,
    violations: violationsOf(traces),
    timeline: timelineOf(moments, faultAt),
    functions: usesOf(world.invocations),
    definitionSha256: sha256Of(world.services.states.definitionOf(machineArn)),
  };
}

/** From the fault to the first takeover that started after it, whichever run did the work in the end. */
function detectionSecondsOf({ services }: World, faultAt: number): number | null {
  const starts = services.states
    .executions()
    .filter(({ machineArn }) => machineArn.endsWith('-failover'))
    .map(({ startDate }) => startDate.getTime())
    .filter((at) => at >= faultAt);
  return starts.length > 0 ? secondsAfter(faultAt, Math.min(...starts)) : null;
}

/** By the name of the function; what was only touched has done nothing. */
export function usesOf(invocations: readonly Invoked[]): FunctionUse[] {
  const used = invocations.filter(({ event }) => !isTouch(event));
  const names = [...new Set(used.map(({ functionName }) => functionName))].sort();
  return names.map((name) => {
    const own = used.filter(({ functionName }) => functionName === name);
    const warm = own.filter(({ isCold }) => !isCold).map(({ milliseconds }) => milliseconds);
    return {
      name,
      invocations: own.length,
      coldStarts: own.length - warm.length,
      warmMilliseconds: warm.length === 0 ? null : Number(medianOf(warm).toFixed(1)),
    };
  });
}

/** The machine's last state, or the execution's status where it was ended from outside. */
export const endingOf = ({ status, lastState = '' }: ExecutionView): string =>
  status === 'SUCCEEDED' || status === 'FAILED' ? lastState : status;

/** A verdict as people read it: name and value of each line. */
export const linesOf = (verdict: Verdict): [string, string][] => [
  ['outcome', `${verdict.outcome} (expected ${verdict.expected})`],
  ['detected after', verdict.detectionSeconds === null ? 'never' : `${verdict.detectionSeconds.toFixed(1)} s`],
  [
    'no orders for',
    verdict.recoverySeconds === null
      ? '— (none failed, or they never came back)'
      : `${verdict.recoverySeconds.toFixed(1)} s`,
  ],
  ['speed', `AWS's own times are ${verdict.scale} times shorter here; as they are: docs/performance.md`],
  ['orders', `${verdict.acknowledgedOrders} acknowledged, ${verdict.lostOrders} of them lost`],
  ['violations', verdict.violations.length === 0 ? 'none' : verdict.violations.join('; ')],
];
