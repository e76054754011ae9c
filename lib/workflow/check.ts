import { auditControlPlane } from '../../lambdas/steps/audit-control-plane/step';
import { auditPermissions } from '../../lambdas/steps/audit-permissions/step';
import { auditStandby } from '../../lambdas/steps/audit-standby/step';
import { checkReadiness } from '../../lambdas/steps/check-readiness/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { reportReadiness } from '../../lambdas/steps/report-readiness/step';
import type { Workflow } from './grammar';

/**
 * Would a failover work now? Only this file knows the order.
 *
 *   CheckReadiness ────┐
 *   AuditStandby ──────┼─▶ ReportReadiness ─▶ CloseRun ─▶ Passed
 *   AuditControlPlane ─┤
 *   AuditPermissions ──┘
 *        refused, overdue or broken, anywhere ─▶ ReportReadiness ─▶ CloseRun ─▶ Failed
 *
 * It reads, and takes no lock: it runs beside anything. All four look to their end, so that one check names all that
 * has to be put right.
 */
export const check: Workflow = ({ inOrder, together, untilDone, always, finish, stop }) =>
  inOrder(
    together(
      untilDone(checkReadiness),
      untilDone(auditStandby),
      untilDone(auditControlPlane),
      untilDone(auditPermissions),
    ),
    always(untilDone(reportReadiness)),
    always(untilDone(closeRun)),
    finish({ Passed: { failures: 'none' } }),
    stop('Failed', 'A failover would not work now; the report names all that has to be put right.'),
  );
