import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryLine } from '../domain/history-line';
import type { Layout } from '../domain/layout';
import type { Plan } from '../domain/plan';
import type { Verb } from '../domain/verbs';
import type { Tell } from '../report/narrator';
import type { RunReportData } from '../report/run-report/data';
import { assembliesOf } from './assemblies';
import { type Assemblies, deployEverything } from './deploy';
import { deployWorld } from './deploy-world';
import { linesOf, verdictOf } from './judge';
import { watchName } from './name-watch';
import { openWorld, type World } from './open-world';
import { writeRehearsalKey } from './rehearsal-key';
import { type RehearsedPlan, rehearsedPlan, writePlan } from './rehearsed-plan';
import { rehearsalReport } from './report/data';
import { watchForReport } from './report/watched';
import type { Scenario } from './scenario';
import { createStage, type RehearsalStage } from './stage/rehearsal-stage';
import { listen, secondsAfter, type TimedMoment } from './timeline';
import { tracesOf } from './traces';
import type { Verdict } from './verdict';
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
  /** Folder with what several rehearsals share. @default everything is made for this one */
  readonly prepared?: string | undefined;
  /** Told, before the verdict is, of every call that changed something, in its order. @default nobody is told */
  readonly keepHistory?: ((history: readonly HistoryLine[]) => void) | undefined;
  /** Is given the report of the story's run, once there is a verdict. @default none is written */
  readonly report?: WantedReport | undefined;
  /** Looks on from the moment when everything is deployed until the story is told. @default nobody looks on */
  readonly observe?: ((world: World, plan: Plan) => Observer) | undefined;
  /** Keeps the world up after the verdict for as long as this takes. @default it is closed at once */
  readonly hold?: ((world: Held, verdict: Verdict) => Promise<void>) | undefined;
}

/** A report is drawn after the plan that is played. */
export interface WantedReport {
  /** Where the steps of each verb stand. */
  layoutsFor(plan: Plan): Readonly<Record<Verb, Layout>>;
  /** Not told where the story came to no run. @returns where the report is, for people */
  keep(data: RunReportData): string;
}

/** Who looks on while a story plays. */
export interface Observer {
  stop(): Promise<void>;
}

/** A world that is kept up for a person. */
export interface Held {
  /** What `understudy … --world` takes. */
  readonly url: string;
  /** The plan of its control planes, which pins the rehearsal's key. */
  readonly planFile: string;
  /** The rehearsal's key, as `understudy release publish --key` takes it. */
  readonly keyFile: string;
  /** What the current release was published from. */
  readonly assembly: string;
}

/**
 * Plays a scenario from the first line to the last: synthesises both apps, deploys them into a fresh local world, lets
 * the story happen, and judges what it left behind. Everything is closed and removed afterwards.
 */
export async function rehearseScenario(rehearsal: Rehearsal): Promise<Verdict> {
  const { path: directory, remove } = temporaryDirectory();
  const { tell, name, scenario, seed, scale, prepared = directory } = rehearsal;
  const rehearsed = rehearsedPlan(scenario);
  tell({
    kind: 'setting',
    text: `${name}: ${scenario.story} (seed ${seed}; modelled AWS durations are ${scale} times shorter)`,
  });
  if (rehearsed.hasOwnKey) tell({ kind: 'setting', text: "the plan pins your key; the rehearsal's stands in for it" });
  tell({ kind: 'setting', text: 'synthesising the control planes and the example, ten seconds or a few more' });
  try {
    const assemblies = await timed(tell, 'both apps are synthesised', () => assembliesOf(rehearsed, prepared));
    const { account } = rehearsed.plan;
    const planFile = writePlan(rehearsed.plan, directory);
    const world = await timed(tell, 'the world is open', () =>
      openWorld({ directory, account, seed, scale, plan: rehearsed.plan, planFile }),
    );
    return await playedIn({ world, rehearsed, assemblies, rehearsal }).finally(() => world.close());
  } finally {
    remove();
  }
}

interface Playing {
  readonly world: World;
  readonly rehearsed: RehearsedPlan;
  readonly assemblies: Assemblies;
  readonly rehearsal: Rehearsal;
}

async function playedIn({ world, rehearsed: { plan }, assemblies, rehearsal }: Playing): Promise<Verdict> {
  const { tell, scenario, keepHistory, hold, report, observe } = rehearsal;
  const moments: TimedMoment[] = [];
  let stage: RehearsalStage | undefined;
  const hear = (moment: TimedMoment) => {
    moments.push(moment);
    tell({ kind: 'moment', ...moment, atSeconds: stage?.faultAt && secondsAfter(stage.faultAt, moment.at) });
  };
  listen(world.services.states, hear);
  world.publishImages(assemblies.example);
  const deployRelease = await timed(tell, 'pilot lights, control planes and the release are deployed', () =>
    deployEverything(deployWorld(world, plan), plan, { assemblies, isAttached: scenario.isAttached ?? true }),
  );
  if (hold) tell({ kind: 'setting', text: `the world answers at ${world.url}` });
  const watched = report && watchForReport(world, plan);
  const observer = observe?.(world, plan);
  const names = watchName(plan.traffic.records[0]?.name ?? '', {
    dnsPort: world.dns.port,
    clock: world.services.pace.clock,
  });
  stage = createStage({ world, plan, moments, names, assembly: assemblies.example, deployRelease, tell: hear });
  const interruption = await scenario.play(stage).then(() => undefined, explain);
  await Promise.all([world.orders.stop(), names.stop(), watched?.stop(), observer?.stop()]);
  const { timeline = [] } = scenario;
  const traces = await tracesOf({ world, plan, stage, moments, names, timeline, interruption });
  keepHistory?.(traces.history);
  const verdict = verdictOf({ rehearsal, stage, world, moments }, traces);
  tell({
    kind: 'verdict',
    lines: linesOf(verdict),
    good: verdict.outcome === verdict.expected && verdict.violations.length === 0,
  });
  if (report && watched) {
    const { history } = traces;
    const layouts = report.layoutsFor(plan);
    const data = rehearsalReport({ rehearsal, plan, world, stage, moments, history, watched, verdict, layouts });
    if (data) tell({ kind: 'setting', text: `report: ${report.keep(data)}` });
  }
  const { url, planFile } = world;
  await hold?.({ url, planFile, keyFile: writeRehearsalKey(world.directory), assembly: assemblies.example }, verdict);
  return verdict;
}

/** A story that does not come to its end is a verdict too. */
const explain = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Does the work and tells how long it took. */
async function timed<Result>(tell: Tell, text: string, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const result = await work();
  tell({ kind: 'setting', text, seconds: (performance.now() - began) / 1000 });
  return result;
}
