import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { lockTable } from '../../lambdas/edge/lock-table';
import type { Lock } from '../domain/lock';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { oneLine } from '../domain/text';
import { isAttended, typed } from './ask';
import { askFunction, type Said } from './aws/ask-function';
import type { Session } from './aws/session';
import { openSession } from './aws/signed-session';
import { breakItem } from './break-item';
import { BECAUSE_FLAG, JSON_FLAG, regionFlag, WORLD_FLAG } from './flags';
import { planInUse, reasonOf, regionOf, worldOf } from './plan-in-use';
import { printAside, printJson, printLines } from './print';
import { tellAccount } from './tell-account';
import { defineCommand, UsageError, wholeNumber } from './usage';

/** Above the epoch of any plan: 9 digits. */
const EPOCH_MAX = 999_999_999;

/** `understudy break-lock [epoch] --region <region> --because "…"` */
export const breakLock = defineCommand({
  name: 'break-lock',
  group: 'Act',
  purpose: 'Takes the lock of a Region from its owner; the epoch, typed in, says that you looked.',
  words: [
    { shown: '[epoch]', help: 'that of the lock, as status shows it; without it you are shown the lock and asked' },
  ],
  flags: {
    because: BECAUSE_FLAG,
    region: { ...regionFlag('whose lock it is'), isRequired: true },
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [
    'understudy break-lock --region us-west-2 --because "its run is dead"   # shows the lock, and asks for its epoch',
    'understudy break-lock 101 --region us-west-2 --because "its run is dead" --json',
  ],
  exitCodes: { 0: 'the lock is free', 1: 'it is not, or was free before' },
  async run({ values, words: [word] }) {
    const written = word === undefined ? undefined : wholeNumber('epoch', word, { min: 0, max: EPOCH_MAX });
    const because = reasonOf(values.because);
    const plan = planInUse();
    const region = regionOf(plan, values.region);
    const session = openSession(worldOf(values.world));
    const account = await tellAccount(session, { plan, regions: [region] });
    const tell = (line: string) => (values.json ? printAside : printLines)([`${region}: ${line}`]);
    const epoch = written ?? (await epochTyped(session, { plan, region, tell }));
    const said = epoch === undefined ? NOTHING_DONE : await broken(session, { plan, region, epoch, because, tell });
    if (values.json) printJson({ account, region, epoch, ...said }, 2);
    return said.ok ? 0 : 1;
  },
});

const NOTHING_DONE = { ok: false, because: 'nothing was done' };

interface Where {
  readonly plan: Plan;
  readonly region: string;
  readonly tell: (line: string) => void;
}

/** Asks the function that breaks locks; where it is dead, the lock item itself is written. */
async function broken(
  session: Session,
  { plan, region, epoch, because, tell }: Where & { readonly epoch: number; readonly because: string },
): Promise<Pick<Said, 'ok' | 'because'>> {
  const json = { kind: 'break-lock', epoch, because };
  const { isSilent, ...said } = await askFunction({ session, plan, region, which: 'controlsUrl', json });
  tell(said.because);
  if (!isSilent) return said;
  tell('the function that breaks the lock does not answer; the lock item is written from here instead');
  const done = await breakItem(session, { plan, region, epoch });
  tell(done.because);
  return done;
}

/** Shows the lock and has its epoch typed; `undefined`: nothing is to be done. @throws UsageError without a terminal */
async function epochTyped(session: Session, { plan, region, tell }: Where): Promise<number | undefined> {
  const dynamo = new DynamoDBClient(session.settings(region));
  const lock = await lockTable(dynamo, { plan: plan.name, names: namesOf(plan, region) }).read();
  if (!lock || lock.state === 'free') {
    tell('the lock is free; there is nothing to break');
    return undefined;
  }
  tell(standing(lock));
  if (!isAttended()) throw new UsageError('there is no terminal to type the epoch at; give it as a word');
  if ((await typed('type its epoch to break it: ')) === String(lock.epoch)) return lock.epoch;
  tell('nothing was done: the epoch was not typed');
  return undefined;
}

const standing = ({ state, owner, epoch, since, quietAt }: Lock): string =>
  `${state === 'held' ? 'held' : 'wanted'} by ${oneLine(owner)}, epoch ${epoch}, since ${oneLine(since)}; ` +
  `a change of it may be under way until ${oneLine(quietAt)}`;
