import { SFNClient } from '@aws-sdk/client-sfn';
import type { Plan } from '../domain/plan';
import { atProcessEnd } from '../rehearsal/world/process-end';
import { glyphsFor } from '../report/run-picture/glyphs';
import type { Session } from './aws/session';
import { openSession } from './aws/signed-session';
import { hasColor } from './color';
import { JSON_FLAG, RUN_EXAMPLE, WORLD_FLAG } from './flags';
import { inWorld } from './in-world';
import { type NamedRun, namedRun } from './live/named-run';
import { everyMilliseconds } from './live/rehearsal-teller';
import { terminalOf } from './live/terminal';
import { drawingOfVerb } from './live/verb-drawings';
import { planInUse, worldOf } from './plan-in-use';
import { printAside, printJson, printLines } from './print';
import { regionOfRun } from './run-word';
import { defineCommand, UsageError } from './usage';
import { listedRuns, listLines, openRun } from './watch/open-runs';
import { jsonViewer, linesViewer, screenViewer, type Viewer } from './watch/viewers';
import { watchEdge, watchRun } from './watch/watch-run';

/** By convention 128 and the number of SIGINT. */
const STOPPED_WATCHING = 130;

/** `understudy watch [run]` */
export const watch = defineCommand({
  name: 'watch',
  group: 'Look',
  purpose: 'Follows a run until it has ended: its drawing, what each step says, and how databases and names stand.',
  words: [{ shown: '[run]', help: 'the ARN of the run; the open one where none is named' }],
  flags: {
    plain: { help: 'tells in lines on a terminal too, as it does in a pipe' },
    json: { ...JSON_FLAG, help: 'prints one JSON value a line for each event; the last says how it ended' },
    world: WORLD_FLAG,
  },
  examples: [
    'understudy watch   # the run that is open; the newest runs where none is',
    `understudy watch ${RUN_EXAMPLE}`,
    `understudy watch ${RUN_EXAMPLE} --json`,
  ],
  exitCodes: {
    0: 'it ended well, or traffic is served and something less failed; or no run is open',
    1: 'it ended otherwise, or cannot be read; or none was found, and a Region could not be asked',
    [STOPPED_WATCHING]: 'you stopped watching; the run goes on',
  },
  async run({ values: { plain = false, json = false, world: written }, words: [run] }) {
    const plan = planInUse();
    const world = worldOf(written);
    const session = openSession(world);
    const named = run === undefined ? await openOf(session, plan, json) : ownRun(plan, run);
    if (typeof named === 'number') return named;
    return watchInTerminal({ plan, session, named, plain, json, world });
  },
});

/** @throws UsageError */
function ownRun(plan: Plan, run: string): NamedRun {
  regionOfRun(plan, run, 'watch');
  const named = namedRun(plan, run);
  if (!named) throw new UsageError(`${run} is no run of plan ${plan.name}: none of its machines has this name`);
  return named;
}

/** The open run; where none is found, the newest ones are listed instead, and the exit code is left. */
async function openOf(session: Session, plan: Plan, json: boolean): Promise<NamedRun | number> {
  const { runs, unread } = await listedRuns((region) => new SFNClient(session.settings(region)), plan);
  printAside(unread);
  const open = openRun(runs);
  if (open) return { run: open.run, verb: open.verb, region: open.region };
  if (json) printJson({ runs, unread });
  else printLines(listLines({ runs, unread }));
  return unread.length > 0 ? 1 : 0;
}

export interface InTerminal {
  readonly plan: Plan;
  readonly session: Session;
  readonly named: NamedRun;
  /** Lines on a terminal too. */
  readonly plain: boolean;
  readonly json: boolean;
  /** @default AWS */
  readonly world: string | undefined;
}

/**
 * Shows a run to whoever sits here until it has ended: a drawing on a terminal, lines anywhere else. Ctrl-C leaves the
 * run alone.
 *
 * @returns the exit code of `watch`
 */
export async function watchInTerminal({ plan, session, named, world, ...how }: InTerminal): Promise<number> {
  const enough = new AbortController();
  const stop = () => enough.abort();
  process.once('SIGINT', stop);
  try {
    const edge = watchEdge(session, named.region, world);
    const viewer = (expectedSeconds: Readonly<Record<string, number>>) =>
      viewerFor({ plan, named, expectedSeconds, ...how });
    const end = await watchRun({ plan, named, edge, viewer, signal: enough.signal });
    if (end) return end.isWell ? 0 : 1;
    const again = inWorld(`npx understudy watch '${named.run}'`, world);
    printAside(['', `the run goes on without you; this shows it again: ${again}`]);
    return STOPPED_WATCHING;
  } finally {
    process.off('SIGINT', stop);
  }
}

interface Shown extends Pick<InTerminal, 'plan' | 'named' | 'plain' | 'json'> {
  readonly expectedSeconds: Readonly<Record<string, number>>;
}

function viewerFor({ plan, named, plain, json, expectedSeconds }: Shown): Viewer {
  if (json) return jsonViewer(printJson);
  const lines = { color: hasColor(process.stdout), write: (line: string) => console.log(line) };
  const terminal = plain ? undefined : terminalOf(process.stdout, process.env);
  if (!terminal) return linesViewer(lines);
  return screenViewer({
    ...lines,
    ...{ terminal, named, expectedSeconds, drawing: drawingOfVerb(plan, named.verb) },
    glyphs: glyphsFor(process.env),
    now: Date.now,
    every: everyMilliseconds,
    atEnd: atProcessEnd,
  });
}
