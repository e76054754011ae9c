import { sha256Of } from '../../../lib/domain/canonical-json';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { approvalTable } from '../../edge/approval-table';
import { hereFromEnvironment, type Sends } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { dynamoHere } from '../../edge/edge';
import { evidenceTable } from '../../edge/evidence-table';
import { lazily } from '../../edge/lazily';
import { consoleLog } from '../../edge/log';
import { personHandler } from '../../edge/person';
import { planFromFile } from '../../edge/plan-file';
import type { Edge } from '../../edge/step-handler';
import { approvals } from './approvals';
import { wantedIn } from './decide';
import { decideApproval } from './trigger';

/** Records a person's yes or no. */
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
  return personHandler({
    trigger: decideApproval.name,
    account: plan.account,
    clock,
    log,
    wantedIn: (body) => wantedIn(body, names),
    answer: ({ wanted: { kind, run, because }, by, at }) => requests.answer(run, { kind, by, because, at }),
  });
}

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const place = { plan, region, names: namesOf(plan, region) };
  return createHandler({ dynamo: dynamoHere(region) }, place, { clock: systemClock, log: consoleLog });
});
