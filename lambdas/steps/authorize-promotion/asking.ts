import { PublishCommand } from '@aws-sdk/client-sns';
import { type Approval, standingOf } from '../../../lib/domain/approval';
import { inRegion } from '../../../lib/domain/names';
import { judgeProbe } from '../../../lib/domain/probe';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { approvalRequestOf } from '../../../lib/report/approval-request';
import { approvalTable } from '../../edge/approval-table';
import type { Sends } from '../../edge/clients';
import { probeRegion } from '../../edge/probe-region';
import { reading } from '../../edge/reading';
import type { Edge } from '../../edge/step-handler';
import type { Web } from '../../edge/web';
import { writersOf } from '../../edge/writers';
import type { Act, Seen } from './decide';
import type { SeenAgain } from './judge-again';
import { questionOf } from './question';
import { replacedRegion } from './replaced';
import type { authorizePromotion } from './step';

type Input = InputOf<typeof authorizePromotion>;
type Telling = Extract<Act, { kind: 'tell' }>;

/** What people are asked through, and what is looked at again once they have answered. */
export interface Asking {
  readonly dynamo: Sends;
  readonly sns: Sends;
  readonly rds: Sends;
  readonly web: Web;
  readonly edge: Pick<Edge, 'clock' | 'log'>;
}

/** A canary that takes longer is said to be silent: half of the step's time must be left for what follows. */
const CANARY_MILLISECONDS_MAX = 5000;
/** A person may answer in the very moment in which people are told; three tries outlast two persons. */
const NOTE_TRIES_MAX = 3;

/** The request for approval, from the question to its use. It changes no database, no stack and no record. */
export function asking({ dynamo, sns, rds, web, edge }: Asking) {
  /** Why nobody could be told, from perform to the look that follows it: it keeps a deaf topic from being hammered. */
  const untold = new Map<string, string>();
  const tableOf = ({ plan, names }: Input) => approvalTable(dynamo, { plan: plan.name, names });

  /** Where the writers are is seen at every look, as somebody may move them by hand; the Region only after a yes. */
  const lookAgain = async (input: Input, isApproved: boolean): Promise<SeenAgain> => {
    const { plan } = input;
    const { region } = replacedRegion(input);
    const [writers, probes] = await Promise.all([
      reading('rds:DescribeGlobalClusters', writersOf(rds, plan)),
      isApproved ? probeRegion({ web, clock: edge.clock }, { plan, region }) : [],
    ]);
    return { writers, probes };
  };

  async function tell({ approval, topics, reminder }: Telling, input: Input): Promise<void> {
    const { plan, region, admitRun, run } = input;
    const { region: lostRegion } = replacedRegion(input);
    const asked = { plan: plan.name, region, lostRegion, reason: admitRun.reason, reminder };
    const { subject: Subject, message: Message } = approvalRequestOf(approval, asked);
    const troubles = await Promise.all(
      topics.map((TopicArn) => troubleOf(sns.send(new PublishCommand({ TopicArn, Subject, Message })))),
    );
    for (const because of troubles) if (because) edge.log({ step: 'AuthorizePromotion', kind: 'untold', because });
    if (troubles.every((trouble) => trouble !== undefined)) untold.set(run.id, oneLine(String(troubles[0])));
    else await noteTold(input);
  }

  /** That people were told, on top of whatever has been answered meanwhile. */
  async function noteTold(input: Input): Promise<void> {
    const table = tableOf(input);
    for (let tries = 0; tries < NOTE_TRIES_MAX; tries++) {
      const observed = await table.read(input.run.id);
      if (!observed || (await table.write(told(observed, input.now), observed))) return;
    }
  }

  return {
    async look(input: Input): Promise<Seen> {
      if (questionOf(input).kind !== 'persons') return { canaries: [] };
      const approval = await tableOf(input).read(input.run.id);
      const trouble = untold.get(input.run.id);
      untold.delete(input.run.id);
      if (approval === undefined) return { canaries: await canariesHere(web, input) };
      const again = await lookAgain(input, standingOf(approval).kind === 'approved');
      return { approval, canaries: [], again, untold: trouble };
    },

    async perform(act: Act, input: Input): Promise<void> {
      if (act.kind === 'ask') await tableOf(input).write(act.next, undefined);
      if (act.kind === 'tell') await tell(act, input);
      if (act.kind === 'use') await tableOf(input).write(act.next, act.observed);
    },
  };
}

const told = (approval: Approval, now: string): Approval => ({
  ...approval,
  toldAt: [...approval.toldAt, now],
  version: approval.version + 1,
});

/** One sentence for each read canary: a person sees whether this Region serves already. */
const canariesHere = (web: Web, { plan, region }: Input): Promise<string[]> =>
  Promise.all(
    plan.canaries
      .filter(({ kind }) => kind === 'read')
      .map(async ({ name, url }) => {
        const request = { url: inRegion(url, region), timeoutMilliseconds: CANARY_MILLISECONDS_MAX };
        return `${name}: ${judgeProbe(await web.ask(request)).because}`;
      }),
  );

/** Why telling failed, or `undefined`: whatever it was, it never stops the run. */
async function troubleOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return String(error);
  }
}
