import { askFunction } from './aws/ask-function';
import { openSession } from './aws/signed-session';
import { BECAUSE_FLAG, JSON_FLAG, RUN_EXAMPLE, WORLD_FLAG } from './flags';
import { planInUse, reasonOf, worldOf } from './plan-in-use';
import { printJson, printLines } from './print';
import { regionOfRun } from './run-word';
import { tellAccount } from './tell-account';
import { defineCommand } from './usage';

const decision = (kind: 'approve' | 'decline', purpose: string, why: string) =>
  defineCommand({
    name: kind,
    group: 'Act',
    purpose,
    words: [{ shown: '<run>', help: 'the ARN of the run' }],
    flags: { because: BECAUSE_FLAG, json: JSON_FLAG, world: WORLD_FLAG },
    examples: [`understudy ${kind} ${RUN_EXAMPLE} --because "${why}"`],
    exitCodes: { 0: 'it is recorded', 1: 'it was refused, or nobody could be asked' },
    async run({ values, words: [run = ''] }) {
      const plan = planInUse();
      const region = regionOfRun(plan, run, kind);
      const json = { kind, run, because: reasonOf(values.because) };
      const session = openSession(worldOf(values.world));
      const account = await tellAccount(session, { plan, regions: [region] });
      const { ok, because } = await askFunction({ session, plan, region, which: 'approvalUrl', json });
      if (values.json) printJson({ account, ok, run, because }, 2);
      else printLines([because]);
      return ok ? 0 : 1;
    },
  });

/** `understudy approve <run> --because "…"` */
export const approve = decision(
  'approve',
  'Allows the promotion that a run has asked for, under your own identity.',
  'the home Region is gone',
);
/** `understudy decline <run> --because "…"` */
export const decline = decision(
  'decline',
  'Says no to it: the run stops, and what it deployed is retired.',
  'it is coming back',
);
