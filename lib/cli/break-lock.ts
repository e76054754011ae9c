import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { lockTable } from '../../lambdas/edge/lock-table';
import type { Lock } from '../domain/lock';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { listed, oneLine } from '../domain/text';
import { askFunction } from './aws/ask-function';
import type { Session } from './aws/session';
import { openSession } from './aws/signed-session';
import { breakItem } from './break-item';
import { planInUse, reasonOf, regionOf, worldOf } from './plan-in-use';
import { printLines } from './print';
import { type Command, readArguments, UsageError, wholeNumber } from './usage';

const FLAGS = { because: { type: 'string' }, region: { type: 'string' }, world: { type: 'string' } } as const;

/** Above the epoch of any plan: 9 digits. */
const EPOCH_MAX = 999_999_999;

/** `understudy break-lock [<epoch>] --region <region> --because "…"` */
export const breakLock: Command = {
  name: 'break-lock',
  usage: '[<epoch>] --region <region> --because "…" [--world <url>]',
  purpose: 'Takes the lock of a Region from its owner; the epoch, typed in, says that you looked.',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const written = epochIn(words);
    const because = reasonOf(values.because);
    const plan = planInUse();
    const region = regionOf(plan, values.region);
    const session = openSession(worldOf(values.world));
    const epoch = written ?? (await epochTyped(session, plan, region));
    if (epoch === undefined) return 1;
    const json = { kind: 'break-lock', epoch, because };
    const said = await askFunction({ session, plan, region, which: 'controlsUrl', json });
    printLines([`${region}: ${said.because}`]);
    if (!said.isSilent) return said.ok ? 0 : 1;
    printLines([
      `${region}: the function that breaks the lock does not answer; the lock item is written from here instead`,
    ]);
    const done = await breakItem(session, { plan, region, epoch });
    printLines([`${region}: ${done.because}`]);
    return done.ok ? 0 : 1;
  },
};

/** The epoch as a word; a settle before the first run holds epoch 0. @throws UsageError */
function epochIn(words: readonly string[]): number | undefined {
  const [word, ...more] = words;
  if (more.length > 0) throw new UsageError(`one epoch at a time; got ${listed(words)}`);
  return word === undefined ? undefined : wholeNumber('epoch', word, { min: 0, max: EPOCH_MAX });
}

/** Shows the lock and has its epoch typed; `undefined`: nothing is to be done. @throws UsageError without a terminal */
async function epochTyped(session: Session, plan: Plan, region: string): Promise<number | undefined> {
  const dynamo = new DynamoDBClient(session.settings(region));
  const lock = await lockTable(dynamo, { plan: plan.name, names: namesOf(plan, region) }).read();
  if (!lock || lock.state === 'free') {
    printLines([`${region}: the lock is free; there is nothing to break`]);
    return undefined;
  }
  printLines([`${region}: ${standing(lock)}`]);
  if (!terminal.input.isTTY) throw new UsageError('there is no terminal to type the epoch at; give it as a word');
  if ((await typed('type its epoch to break it: ')) === String(lock.epoch)) return lock.epoch;
  printLines(['nothing was done: the epoch was not typed']);
  return undefined;
}

const standing = ({ state, owner, epoch, since, quietAt }: Lock): string =>
  `${state === 'held' ? 'held' : 'wanted'} by ${oneLine(owner)}, epoch ${epoch}, since ${oneLine(since)}; ` +
  `a change of it may be under way until ${oneLine(quietAt)}`;

interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}
/** Where a person types; a test puts another one in its place. */
export const terminal: Terminal = { input: process.stdin, output: process.stdout };

/** The line that a person types; an empty one when they end the input instead. */
const typed = (question: string): Promise<string> =>
  new Promise((resolve) => {
    const lines = createInterface({ input: terminal.input, output: terminal.output });
    lines.once('close', () => resolve(''));
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
  });
