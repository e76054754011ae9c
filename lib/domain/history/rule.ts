import type { HistoryLine } from '../history-line';
import type { Plan } from '../plan';
import { regionOfArn } from '../region';
import { VERBS, type Verb } from '../verbs';

/** What is known besides the lines. */
export interface HistoryContext {
  /** What the runs may touch. @default only what a line says about itself is judged */
  readonly plan?: Pick<Plan, 'regions' | 'databases' | 'traffic'> | undefined;
}

/** A line of a run, and what its ARN says about the run. */
export interface Seen extends HistoryLine {
  readonly runId: string;
  /** Place in the history, from 0. */
  readonly index: number;
  readonly run: RunName;
  /** Whether the lock must be written before it. */
  readonly isFenced: boolean;
  /** The step of the run that it is of: what one guard belongs to. */
  readonly hand: string;
}

/** What the ARN of a run says. */
export interface RunName {
  /** Of the plan; the machine's whole name where no verb ends it. */
  readonly plan: string;
  /** @default the machine is of no verb: the rules on verbs say nothing about it */
  readonly verb: Verb | undefined;
  /** @default what names the run is no ARN */
  readonly region: string | undefined;
}

/** Judges one line after the other, in the order in which they were made. @returns what is broken by this line */
export type Judge = (line: Seen) => readonly string[];

/** A promise about changes; it keeps what it must remember of earlier lines. */
export type Rule = (context: HistoryContext) => Judge;

/** What most lines come to. */
export const NOTHING: readonly string[] = [];

const MACHINE = new RegExp(`^understudy-(.+)-(${VERBS.join('|')})$`);

/** @param runId execution ARN: `arn:…:states:<region>:<account>:execution:<machine>:<name>` */
export function runNameOf(runId: string): RunName {
  const machine = runId.split(':')[6] ?? '';
  const [, plan = machine, verb] = MACHINE.exec(machine) ?? [];
  return { plan, verb: VERBS.find((one) => one === verb), region: regionOfArn(runId) };
}

/** A guard is a write of the lock that came about. */
export const isGuard = ({ operation, ok }: Pick<Seen, 'operation' | 'ok'>): boolean => operation === 'UpdateItem' && ok;

/** The last name in a run's ARN, or whatever else names it. */
export const shortNameOf = (runId: string): string => runId.slice(runId.lastIndexOf(':') + 1);
