import { listed } from '../domain/text';
import { askFunction } from './aws/ask-function';
import { openSession } from './aws/signed-session';
import { planInUse, reasonOf, worldOf } from './plan-in-use';
import { printLines } from './print';
import { isRun, regionOfRun } from './run-word';
import { type Command, readArguments, UsageError } from './usage';

const FLAGS = { because: { type: 'string' }, world: { type: 'string' } } as const;

const decision = (kind: 'approve' | 'decline', purpose: string): Command => ({
  name: kind,
  usage: '<run> --because "…" [--world <url>]',
  purpose,
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const [run = '', ...more] = words;
    if (more.length > 0) throw new UsageError(`one run at a time; got ${listed(words)}; write the reason in quotes`);
    if (!isRun(run)) throw new UsageError(`${kind} takes the ARN of the run, got ${JSON.stringify(run)}`);
    const plan = planInUse();
    const region = regionOfRun(plan, run, kind);
    const json = { kind, run, because: reasonOf(values.because) };
    const session = openSession(worldOf(values.world));
    const { ok, because } = await askFunction({ session, plan, region, which: 'approvalUrl', json });
    printLines([because]);
    return ok ? 0 : 1;
  },
});

/** `understudy approve <run> --because "…"` */
export const approve = decision('approve', 'Allows the promotion that a run has asked for, under your own identity.');
/** `understudy decline <run> --because "…"` */
export const decline = decision('decline', 'Says no to it: the run stops, and what it deployed is retired.');
