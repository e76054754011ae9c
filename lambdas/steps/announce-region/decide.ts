import type { Announced } from '../../../lib/domain/announcement';
import { act, type Decision, done, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import type { Reading } from '../../edge/reading';
import { announceRegion } from './step';

/** What is known of telling one Region. */
export interface SeenRegion {
  readonly region: string;
  /** Whether this run has told it: its parameter, and then its bus. */
  readonly isTold: boolean;
  /** What its parameter says; `undefined` when there is none. Not read once the Region is told. */
  readonly parameter?: Reading<Announced | undefined>;
  /** The highest epoch that a lock or claim was read to hold. @default not asked: the parameter says no higher one */
  readonly epochHeld?: number;
  /** What the last try to tell it came to. @default none has failed */
  readonly failed?: { readonly secondsAgo: number; readonly because: string };
  /** How many tries have failed, to read it or to tell it. */
  readonly failures: number;
}

/** Tell one Region. */
export interface Announce {
  readonly region: string;
  /** Whether its parameter has to be written first. */
  readonly write: boolean;
}

/** A Region that cannot be told is tried once more, and then left to its own watch: the run serves already. */
const FAILURES_MAX = 2;
/** Whether it was confirmed lost: then it is no surprise that it does not answer. */
export const isLost = (region: string, { confirmOutage }: Pick<Input, 'confirmOutage'>): boolean =>
  region === confirmOutage?.lostRegion;
/** How often a Region is asked that does not answer. */
export const readsMax = (region: string, input: Pick<Input, 'confirmOutage'>): number =>
  isLost(region, input) ? 1 : FAILURES_MAX;
/**
 * Nor is it tried for longer than this, seconds, where a new environment does not know of the first try: two requests
 * of 2 s, each given up by its client.
 */
export const TRYING_SECONDS_MAX = 4;

type Input = InputOf<typeof announceRegion>;
type Output = OutputOf<typeof announceRegion>;
type Verdict = Decision<Announce, undefined>;

/** Each Region is tried by itself; none that cannot be told keeps another from it, or the run from its end. */
export function decide(seen: readonly SeenRegion[], input: Input): Decision<Announce, Output> {
  const verdicts = seen.map((region) => ({ ...region, verdict: judge(region, input) }));
  const open = verdicts.map(({ verdict }) => verdict).filter(({ kind }) => kind !== 'done');
  const next = open.find((verdict) => verdict.kind === 'act') ?? open[0];
  if (next?.kind === 'act' || next?.kind === 'wait') return next;
  const told = seen.filter(({ isTold }) => isTold).map(({ region }) => region);
  const untold = verdicts
    .filter(({ isTold }) => !isTold)
    .map(({ region, verdict: { because } }) => ({ region, because: oneLine(because) }));
  return done({ told, untold }, sentence({ told, untold }, input));
}

/** `done` without being told: it is given up. */
function judge({ region, isTold, parameter, epochHeld = 0, failed, failures }: SeenRegion, input: Input): Verdict {
  const { region: here, epoch, elapsedSeconds } = input;
  if (isTold) return done(undefined, `${region} was told`);
  const trouble = parameter?.outcome === 'read' ? failed?.because : parameter?.because;
  const announced = parameter?.outcome === 'read' ? parameter.value : undefined;
  // Whoever may write the parameter can write any epoch into it: only one that a run has taken counts.
  if (announced && announced.epoch > epoch && announced.epoch <= epochHeld) {
    return done(undefined, `it says ${announced.activeRegion} under epoch ${announced.epoch}, above ${epoch}`);
  }
  const failuresMax = parameter?.outcome === 'read' ? FAILURES_MAX : readsMax(region, input);
  const isGivenUp = failures >= failuresMax || elapsedSeconds >= TRYING_SECONDS_MAX;
  if (trouble && isGivenUp) return done(undefined, trouble);
  if (parameter?.outcome !== 'read') return wait(`${region} cannot be told yet: ${trouble ?? 'it was not read'}`);
  if (failed && failed.secondsAgo < announceRegion.lookAgainSeconds) {
    return wait(`${region} cannot be told yet: ${failed.because}`);
  }
  const write = announced?.activeRegion !== here || announced.epoch !== epoch;
  const forged =
    announced && announced.epoch > epoch ? `; it says epoch ${announced.epoch}, which no lock or claim holds` : '';
  return act({ region, write }, `telling ${region} that ${here} is active, under epoch ${epoch}${forged}`);
}

function sentence({ told, untold }: Output, { region: here }: Input): string {
  const heard =
    told.length > 0
      ? `${listed(told)} ${told.length === 1 ? 'knows' : 'know'} that ${here} is active`
      : `no Region was told that ${here} is active`;
  const unheard = untold.map(({ region, because }) => `${region} could not be told (${because}), its watch catches up`);
  return [heard, ...unheard].join('; ');
}
