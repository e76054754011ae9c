import type { HistoryLine } from '../history-line';
import type { Plan } from '../plan';
import type { RunName } from '../run-name';

/** What is known besides the lines. */
export interface HistoryContext {
  /** What the runs may touch. @default only what a line says about itself is judged */
  readonly plan?: Pick<Plan, 'regions' | 'databases' | 'traffic'> | undefined;
  /**
   * Owners of lines that may change what runs change, outside any run: persons, what they deploy with, and the world.
   *
   * @default operator, deployer, console, pipeline, world, and CloudFormation on behalf of a stack
   */
  readonly hands?: readonly string[] | undefined;
}

export const HANDS: readonly string[] = ['operator', 'deployer', 'console', 'pipeline', 'world', 'AWSCloudFormation'];

/** A line of a run, and what its ARN says about the run. */
export interface Seen extends HistoryLine {
  readonly runId: string;
  /** Place in the history, from 0. */
  readonly index: number;
  readonly run: RunName;
  /** Whether the lock must be written before it. */
  readonly isFenced: boolean;
  /** Whether it writes the claim that users follow. */
  readonly isClaim: boolean;
  /** The step of the run that it is of: what one guard belongs to. */
  readonly hand: string;
}

/** Judges one line after the other, in the order in which they were made. @returns what is broken by this line */
export type Judge = (line: Seen) => readonly string[];

/** A promise about changes; it keeps what it must remember of earlier lines. */
export type Rule = (context: HistoryContext) => Judge;

/** What most lines come to. */
export const NOTHING: readonly string[] = [];

/** Items of the control plane's table: `arn:…:table/<table>/<item>`, or the item alone in what evidence tells. */
const [LOCK, CLAIM] = [/(^|:table\/understudy-[^/]+\/)lock$/, /(^|:table\/understudy-[^/]+\/)claim$/];

type Written = Pick<HistoryLine, 'service' | 'operation' | 'resource' | 'ok'>;

/** A guard is a write of the lock that came about. */
export const isGuard = ({ operation, resource, ok }: Written): boolean =>
  operation === 'UpdateItem' && ok && LOCK.test(resource);

/** Whatever is written to the claim, users follow it. */
export const isClaim = ({ service, resource }: Pick<Written, 'service' | 'resource'>): boolean =>
  service === 'dynamodb' && CLAIM.test(resource);

/** The last name in a run's ARN, or whatever else names it. */
export const shortNameOf = (runId: string): string => runId.slice(runId.lastIndexOf(':') + 1);

/** Name of a stack: `arn:…:stack/<name>/<id>`, or the name alone. */
export const stackIn = (resource: string): string => /:stack\/([^/]+)/.exec(resource)?.[1] ?? resource;
