import { costsPage } from './costs';
import { faultsPage } from './faults';
import { invariantsPage } from './invariants';
import { planReferencePage } from './plan-reference';
import { planSchemaPage } from './plan-schema';
import { releaseAuditPage } from './release-audit';
import { runbookPage } from './runbook';
import { workflowPage } from './workflow';

/** Every generated page: its file below the repository's root, and what writes it. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/plan.schema.json': planSchemaPage,
  'docs/plan.md': planReferencePage,
  'docs/costs.md': costsPage,
  'docs/faults.md': faultsPage,
  'docs/invariants.md': invariantsPage,
  'docs/release-audit.md': releaseAuditPage,
  'docs/runbook.md': runbookPage,
  'docs/workflow.md': workflowPage,
};
