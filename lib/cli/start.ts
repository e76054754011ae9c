import { randomUUID } from 'node:crypto';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { listed } from '../domain/text';
import { VERBS, type Verb } from '../domain/verbs';
import { runningOn } from './aws/account';
import type { Session } from './aws/session';
import { openSession } from './aws/signed-session';
import { BECAUSE_FLAG, JSON_FLAG, regionFlag, WORLD_FLAG } from './flags';
import { inWorld } from './in-world';
import { planInUse, regionOf, worldOf } from './plan-in-use';
import { printAside, printJson, printLines } from './print';
import { type Agreed, agreed, checkAgreed } from './start/agreement';
import { regionToStartIn } from './start/region';
import { requestFor } from './start/request';
import { seenStanding } from './start/standing';
import { defineCommand } from './usage';

/** `understudy start <verb> --because "…"` */
export const start = defineCommand({
  name: 'start',
  group: 'Act',
  purpose:
    'Starts a verb in the Region that it is for, under your own identity; docs/verbs.md tells what each one does.',
  words: [{ shown: '<verb>', help: listed(VERBS, 'or'), choices: VERBS }],
  flags: {
    because: BECAUSE_FLAG,
    region: regionFlag('where it is started, and what it acts for; without it, the only Region that makes sense'),
    'without-majority': {
      value: '<why>',
      help: 'failover of three Regions or more: why it may go on without hearing from most of them',
    },
    yes: { help: 'asks nothing before what can be undone' },
    confirm: { value: '<account>', help: 'the account id, instead of typing it before failover and switchover' },
    watch: { help: 'follows the run until it has ended, and ends as watch does' },
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [
    'understudy start drill --because "monthly proof"   # in the standby',
    'understudy start switchover --region us-west-2 --because "maintenance in us-east-1" --watch',
    'understudy start failover --because "us-east-1 is gone" --confirm 111122223333   # where nobody can type',
  ],
  exitCodes: { 0: 'it was started; with --watch, it ended well', 1: 'it was not started, or ended otherwise' },
  async run({ values, words }) {
    const verb = words[0] as Verb;
    const plan = planInUse();
    const { because, 'without-majority': withoutMajority } = values;
    const request = requestFor(verb, plan, { because, withoutMajority });
    const written = values.region === undefined ? undefined : regionOf(plan, values.region);
    const world = worldOf(values.world);
    checkAgreed(verb, plan.account, values);
    const session = openSession(world);
    const standing = await seenStanding(session, plan, { tell: (line) => printAside([line]) });
    const region = regionToStartIn({ plan, verb, written }, standing);
    const run = await started(session, { plan, verb, region, request, agreed: values });
    if (run === undefined) return notStarted({ plan, verb, region }, values.json);
    const next = inWorld(`npx understudy watch ${run}`, world);
    if (values.json) printJson({ account: plan.account, region, verb, run, next }, values.watch ? undefined : 2);
    else printLines([`started ${run}`, ...(values.watch ? [] : [`watch it with: ${next}`])]);
    if (!values.watch) return 0;
    const { watchInTerminal } = await import('./watch');
    const how = { plain: false, json: values.json ?? false, world };
    return watchInTerminal({ plan, session, named: { run, verb, region }, ...how });
  },
});

interface Start {
  readonly plan: Plan;
  readonly verb: Verb;
  readonly region: string;
}

/** The run's ARN; `undefined` where a person did not agree. @throws AccountError before anything is started */
async function started(
  session: Session,
  { plan, verb, region, request, agreed: given }: Start & { readonly request: object; readonly agreed: Agreed },
): Promise<string | undefined> {
  const { machine, machineArn } = namesOf(plan, region);
  const running = await runningOn(session, { plan, region, verb });
  printAside([
    `account ${plan.account}, ${region}: found ${machine(verb)}, as plan ${plan.name} says`,
    ...running.map((run) => `it is at work already, and the new run may join it: ${run}`),
  ]);
  if (!(await agreed({ verb, region, account: plan.account }, given))) return undefined;
  // A call that is repeated under one name is the same run.
  const name = `by-hand-${randomUUID()}`;
  const { executionArn = '' } = await new SFNClient(session.settings(region)).send(
    new StartExecutionCommand({ stateMachineArn: machineArn(verb), name, input: JSON.stringify(request) }),
  );
  return executionArn;
}

function notStarted({ region, verb, plan }: Start, asJson = false): number {
  const because = 'nothing was started: that was not agreed to';
  if (asJson) printJson({ account: plan.account, region, verb, problems: [because], findings: [] }, 2);
  else printLines([because]);
  return 1;
}
