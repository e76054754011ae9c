import type { Plan } from '../../domain/plan';
import type { Verb } from '../../domain/verbs';
import type { World } from '../../rehearsal/open-world';
import type { Observer } from '../../rehearsal/rehearse';
import { watchVitals } from '../../rehearsal/vitals';
import { narrator, type Tell } from '../../report/narrator';
import { pictureOf } from '../../report/run-picture';
import { frameOf } from '../../report/run-picture/frame';
import type { Glyphs } from '../../report/run-picture/glyphs';
import { painted } from '../../report/run-picture/spans';
import type { Vitals } from '../../report/run-picture/vitals';
import { COURSE_ROUNDS } from '../../report/run-picture/vitals-lines';
import { namedRun } from './named-run';
import { rehearsedSeconds } from './rehearsed-seconds';
import { createRunsSeen, type RunsSeen } from './runs-seen';
import { type Draw, openScreen, type Screen, type ScreenOptions } from './screen';
import { drawingOfVerb, type VerbDrawing } from './verb-drawings';

export interface RehearsalScreenOptions extends Omit<ScreenOptions, 'draw'> {
  readonly glyphs: Glyphs;
  readonly color: boolean;
  /** How many times faster than AWS the world is. */
  readonly scale: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Writes a line once nothing is drawn any more. */
  write(line: string): void;
}

/** A rehearsal on a terminal: its sentences scroll by above the drawing of the run that matters most. */
export interface RehearsalScreen {
  readonly tell: Tell;
  observe(world: World, plan: Plan): Observer;
  close(): void;
}

export function openRehearsalScreen(options: RehearsalScreenOptions): RehearsalScreen {
  let draw: Draw = () => [];
  const screen = closedOnce(openScreen({ ...options, draw: (size) => draw(size) }), options.write);
  const say = narrator({ silent: false, color: options.color, write: screen.say });
  return {
    tell(told) {
      // The last drawing stays above the verdict.
      if (told.kind === 'verdict') screen.close();
      say(told);
    },
    observe(world, plan) {
      const runs = createRunsSeen((run) => namedRun(plan, run));
      const vitals: Vitals[] = [];
      world.services.states.onHistory((event) => runs.hear(event.executionArn, event));
      draw = drawn({ plan, runs, vitals }, options);
      return watchVitals(world, plan, (now) => {
        vitals.push(now);
        vitals.splice(0, vitals.length - COURSE_ROUNDS);
      });
    },
    close: () => screen.close(),
  };
}

/** @param write where a line goes that is said once nothing is drawn any more */
function closedOnce(screen: Screen, write: (line: string) => void): Screen {
  let isClosed = false;
  return {
    say: (line) => (isClosed ? write : screen.say)(line),
    close() {
      if (!isClosed) screen.close();
      isClosed = true;
    },
  };
}

interface Drawn {
  readonly plan: Plan;
  readonly runs: RunsSeen;
  readonly vitals: readonly Vitals[];
}

/** Before the first run, the verb that the world waits for. */
const AWAITED: Verb = 'failover';

function drawn({ plan, runs, vitals }: Drawn, { glyphs, color, scale, now }: RehearsalScreenOptions): Draw {
  const drawings = new Map<Verb, VerbDrawing>();
  const drawingFor = (verb: Verb) => {
    const drawing = drawings.get(verb) ?? drawingOfVerb(plan, verb);
    drawings.set(verb, drawing);
    return drawing;
  };
  return (size) => {
    const nobody = { run: '', verb: AWAITED, region: plan.regions[1] ?? '', events: [] };
    const { events, ...named } = runs.current() ?? nobody;
    const { layout, steps } = drawingFor(named.verb);
    const picture = pictureOf({ ...named, steps, expectedSeconds: rehearsedSeconds(steps, scale) }, events);
    return painted(frameOf({ picture, layout, vitals }, { ...size, glyphs, now: now() }), { color });
  };
}
