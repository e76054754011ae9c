import { sha256Of } from '../../../lib/domain/canonical-json';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { approvalTable } from '../../edge/approval-table';
import { hereFromEnvironment, type Sends } from '../../edge/clients';
import { isoAt, systemClock } from '../../edge/clock';
import { dynamoHere } from '../../edge/edge';
import { evidenceTable } from '../../edge/evidence-table';
import { lazily } from '../../edge/lazily';
import { consoleLog } from '../../edge/log';
import { askedBy, type UrlAnswer } from '../../edge/person';
import { planFromFile } from '../../edge/plan-file';
import type { Edge } from '../../edge/step-handler';
import { approvals } from './approvals';
import { type Wanted, wantedIn } from './decide';
import { decideApproval } from './trigger';

/** Records a person's yes or no. What is refused is logged too: it may be somebody who tries. */
export function createHandler(
  { dynamo }: { dynamo: Sends },
  place: Place,
  { clock, log }: Pick<Edge, 'clock' | 'log'>,
) {
  const { plan, names } = place;
  const requests = approvals({
    approvals: approvalTable(dynamo, { plan: plan.name, names }),
    evidence: evidenceTable(dynamo, names),
    planSha256: sha256Of(plan),
    log,
  });
  const answerTo = async (event: unknown): Promise<Heard> => {
    const asked = askedBy(event, plan.account);
    if ('answer' in asked) return asked;
    const { by, body } = asked;
    const read = wantedIn(body, names);
    if ('answer' in read) return { by, ...read };
    const { kind, run, because } = read.wanted;
    const answer = await requests.answer(run, { kind, by, because, at: isoAt(clock.now()) });
    return { by, wanted: read.wanted, answer };
  };
  return async (event: unknown): Promise<UrlAnswer> => {
    const { answer, ...heard } = await answerTo(event);
    log({ trigger: decideApproval.name, ...heard, status: answer.statusCode, answer: answer.body });
    return answer;
  };
}

/** Who said what, as far as it was understood, and what they were answered. */
interface Heard {
  readonly by?: string;
  readonly wanted?: Wanted;
  readonly answer: UrlAnswer;
}

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const place = { plan, region, names: namesOf(plan, region) };
  return createHandler({ dynamo: dynamoHere(region) }, place, { clock: systemClock, log: consoleLog });
});
