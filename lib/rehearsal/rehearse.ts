import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../domain/canonical-json';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import type { Tell } from '../report/narrator';
import { type Assemblies, deployEverything } from './deploy';
import { type Traces, violationsOf } from './invariants';
import { watchName } from './name-watch';
import { openWorld, type World } from './open-world';
import { rehearsedPlan } from './rehearsed-plan';
import type { Scenario } from './scenario';
import { RehearsalStage } from './stage';
import { listen, secondsAfter, type TimedMoment, timelineOf } from './timeline';
import { tracesOf } from './traces';
import { lostOf, recoverySecondsOf, type Verdict } from './verdict';
import { synthesise } from './world/synthesise';
import { temporaryDirectory } from './world/temporary-directory';

const SCENARIOS = join(__dirname, 'scenarios');

/** The scenarios there are: the files of `scenarios/`. */
export const scenarioNames = (): string[] =>
  readdirSync(SCENARIOS)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();

/** @param name one of {@link scenarioNames} */
export const scenarioCalled = async (name: string): Promise<Scenario> =>
  (await import(join(SCENARIOS, `${name}.ts`))).scenario;

export interface Rehearsal {
  readonly name: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly scale: number;
  readonly tell: Tell;
}

/**
 * Plays a scenario from the first line to the last: synthesises both apps, deploys them into a fresh local world, lets
 * the story happen, and judges what it left behind. Everything is closed and removed afterwards.
 */
export async function rehearseScenario(rehearsal: Rehearsal): Promise<Verdict> {
  const { path: directory, remove } = temporaryDirectory();
  const { tell, name, scenario, seed, scale } = rehearsal;
  const { plan, file, hasOwnKey } = rehearsedPlan(directory);
  tell({
    kind: 'setting',
    text: `${name}: ${scenario.story} (seed ${seed}; modelled AWS durations are ${scale} times shorter)`,
  });
  if (hasOwnKey) tell({ kind: 'setting', text: "the plan pins your key; the rehearsal's stands in for it" });
  try {
    const assemblies = await timed(tell, 'both apps are synthesised', () => synthesiseBoth(directory, file));
    const world = await timed(tell, 'the world is open', () =>
      openWorld({ directory, account: plan.account, seed, scale }),
    );
    return await playedIn({ world, plan, assemblies, rehearsal }).finally(() => world.close());
  } finally {
    remove();
  }
}

async function synthesiseBoth(directory: string, planFile: string): Promise<Assemblies> {
  const assemblies = { controlPlane: join(directory, 'control-plane'), example: join(directory, 'example') };
  await Promise.all([
    synthesise({ app: 'bin/app.ts', planFile, directory: assemblies.controlPlane }),
    synthesise({ app: 'examples/orders/app.ts', planFile, directory: assemblies.example }),
  ]);
  return assemblies;
}

interface Playing {
  readonly world: World;
  readonly plan: Plan;
  readonly assemblies: Assemblies;
  readonly rehearsal: Rehearsal;
}

async function playedIn({ world, plan, assemblies, rehearsal }: Playing): Promise<Verdict> {
  const { tell, scenario } = rehearsal;
  const moments: TimedMoment[] = [];
  const stage = new RehearsalStage({ world, plan, tell: (moment) => hear(moment) });
  const hear = (moment: TimedMoment) => {
    moments.push(moment);
    tell({ kind: 'moment', ...moment, atSeconds: stage.faultAt && secondsAfter(stage.faultAt, moment.at) });
  };
  listen(world.services.states, hear);
  world.publishImages(assemblies.example);
  await timed(tell, 'pilot lights, control planes and the release are deployed', () =>
    deployEverything(world, plan, assemblies),
  );
  const names = watchName(plan.traffic.records[0]?.name ?? '', {
    dnsPort: world.dns.port,
    clock: world.services.pace.clock,
  });
  const interruption = await scenario.play(stage).then(() => undefined, explain);
  await Promise.all([world.orders.stop(), names.stop()]);
  const traces = await tracesOf({ world, plan, stage, moments, names, interruption });
  const verdict = verdictOf({ rehearsal, stage, world, moments }, traces);
  tell({
    kind: 'verdict',
    lines: linesOf(verdict),
    good: verdict.outcome === verdict.expected && verdict.violations.length === 0,
  });
  return verdict;
}

/** A story that does not come to its end is a verdict too. */
const explain = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Judged {
  readonly rehearsal: Rehearsal;
  readonly stage: RehearsalStage;
  readonly world: World;
  readonly moments: readonly TimedMoment[];
}

function verdictOf({ rehearsal, stage, world, moments }: Judged, traces: Traces): Verdict {
  const { name: scenarioName, scenario, seed, scale } = rehearsal;
  const { run, plan } = stage;
  const faultAt = stage.faultAt ?? 0;
  const { acknowledged, inNewWriter } = traces;
  return {
    scenario: scenarioName,
    seed,
    outcome: run?.lastState ?? 'NoRun',
    expected: scenario.expected,
    scale,
    detectionSeconds: run ? secondsAfter(faultAt, run.startDate.getTime()) : null,
    recoverySeconds: recoverySecondsOf(world.orders.orders, faultAt) ?? null,
    acknowledgedOrders: acknowledged.length,
    lostOrders: lostOf(acknowledged, inNewWriter).length,
    violations: violationsOf(traces),
    timeline: timelineOf(moments, faultAt),
    definitionSha256: sha256Of(
      world.services.states.definitionOf(namesOf(plan, run?.region ?? plan.regions[1] ?? '').machineArn('failover')),
    ),
  };
}

const linesOf = (verdict: Verdict): [string, string][] => [
  ['outcome', `${verdict.outcome} (expected ${verdict.expected})`],
  ['detected after', verdict.detectionSeconds === null ? 'never' : `${verdict.detectionSeconds} s`],
  ['no orders for', verdict.recoverySeconds === null ? 'ever since' : `${verdict.recoverySeconds} s`],
  ['orders', `${verdict.acknowledgedOrders} acknowledged, ${verdict.lostOrders} of them lost`],
  ['violations', verdict.violations.length === 0 ? 'none' : verdict.violations.join('; ')],
];

/** Does the work and tells how long it took. */
async function timed<Result>(tell: Tell, text: string, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const result = await work();
  tell({ kind: 'setting', text, seconds: (performance.now() - began) / 1000 });
  return result;
}
