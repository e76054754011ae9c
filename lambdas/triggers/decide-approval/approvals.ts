import type { Answer, Approval } from '../../../lib/domain/approval';
import type { ApprovalTable } from '../../edge/approval-table';
import type { EvidenceTable } from '../../edge/evidence-table';
import type { Log } from '../../edge/log';
import { answered, type UrlAnswer } from '../../edge/person';
import { decide } from './decide';
import { decideApproval } from './trigger';

export interface ApprovalTables {
  readonly approvals: ApprovalTable;
  readonly evidence: EvidenceTable;
  /** Digest of the plan that is deployed here. */
  readonly planSha256: string;
  readonly log: Log;
}

/** Other persons answer, and the run notes that it has told people, between a read and its write. */
const TRIES_MAX = 5;

/** The requests for approval of this Region, and the evidence of the runs that ask. */
export function approvals({ approvals, evidence, planSha256, log }: ApprovalTables) {
  /** The answer stands in the request already: a record that cannot be written takes nothing from it. */
  const record = async ({ runId, epoch, facts }: Approval, { kind, by, at }: Answer, because: string) => {
    const data = { kind, by, factsAt: facts.at, planSha256 };
    try {
      await evidence.append({ at, runId, epoch, kind: 'approved', step: 'AuthorizePromotion', because, data });
    } catch (error) {
      log({ trigger: decideApproval.name, kind: 'evidence-missing', because, error: String(error), runId });
    }
  };

  return {
    /** Judges what a person said about a run and writes it down if it counts. */
    async answer(runId: string, said: Answer): Promise<UrlAnswer> {
      for (let tries = 1; tries <= TRIES_MAX; tries++) {
        const approval = await approvals.read(runId);
        const ended = approval !== undefined && (await evidence.read(runId)).some(({ kind }) => kind === 'ended');
        const decision = decide({ approval, ended, planSha256 }, said);
        if (decision.kind === 'nothing') return decision.answer;
        if (await approvals.write(decision.next, approval)) {
          await record(decision.next, said, decision.because);
          return decision.answer;
        }
      }
      return answered(409, 'others answer at the same moment, and this answer was not written; send it again');
    },
  };
}
