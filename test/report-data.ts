import { chained, type EvidenceRecord } from '../lib/domain/evidence';
import type { Layout } from '../lib/domain/layout';
import { pictureOf, type RunEvent } from '../lib/report/run-picture';
import type { RunReportData } from '../lib/report/run-report/data';
import { layoutsFor } from '../lib/workflow/layout';
import { HERE, NOW, plan, RUN_ID } from './fixtures';

const BEGAN = Date.parse(NOW);
export const at = (seconds: number): number => BEGAN + seconds * 1000;

export const layout: Layout = layoutsFor(plan).failover;

/** A failover in which every step took two seconds and said one sentence. */
export const events: readonly RunEvent[] = [
  { kind: 'began', at: at(0) },
  ...layout.steps
    .filter(({ name }) => name !== 'RetireStacks')
    .flatMap(({ name: step }, index): RunEvent[] => [
      { kind: 'entered', at: at(2 * index), step },
      { kind: 'said', at: at(2 * index + 1), step, because: `${step} has looked` },
      { kind: 'done', at: at(2 * index + 2), step },
    ]),
  { kind: 'ended', at: at(40), outcome: 'Serving' },
];

export const pictureWith = (told: readonly RunEvent[]) =>
  pictureOf({ run: RUN_ID, verb: 'failover', region: HERE, steps: layout.steps.map(({ name }) => name) }, told);

export const record = (over: Partial<EvidenceRecord> = {}): EvidenceRecord =>
  chained(undefined, {
    ...{ at: NOW, runId: RUN_ID, epoch: 101, kind: 'admitted', step: 'AdmitRun', because: 'admitted', data: {} },
    ...over,
  });

/** A report with something in every section. */
export const reportData = (over: Partial<RunReportData> = {}): RunReportData => ({
  plan: plan.name,
  reason: 'us-east-1 is unreachable',
  setting: { kind: 'rehearsal', scenario: 'primary-lost', story: 's', expected: 'Serving', seed: 1, scale: 20 },
  picture: pictureWith(events),
  layout,
  event: { at: at(-10), what: 'us-east-1 is lost' },
  said: [{ at: at(-10), step: 'World', because: 'us-east-1 is lost' }],
  calls: [
    { at: at(7), step: 'DeployStacks', what: 'cloudformation:CreateStack', region: HERE, resource: 'orders-web' },
  ],
  felt: {
    by: 'customers',
    unit: 'orders',
    typical: 'median',
    spanSeconds: 1,
    spans: Array.from({ length: 50 }, (_, second) => ({
      at: at(second - 12),
      ok: second > 2 && second < 30 ? 0 : 10,
      failed: second > 2 && second < 30 ? 10 : 0,
      ...(second > 2 && second < 30 ? {} : { typicalMilliseconds: 12 + (second % 3), slowestMilliseconds: 40 }),
    })),
    outageSeconds: 27.4,
  },
  orders: { placed: 500, acknowledged: 230, lost: 2 },
  lags: [{ name: 'orders', points: [1, 2, 3].map((second) => ({ at: at(second - 12), seconds: second / 100 })) }],
  answers: [{ at: at(-12), address: '203.0.113.7', region: 'us-east-1' }],
  digests: [{ name: 'Plan digest', value: 'ab'.repeat(32), of: 'SHA-256 of its canonical JSON' }],
  promises: [
    { id: 'I-01', promise: 'one run at a time changes a plan', broken: [] },
    { id: 'I-05', promise: 'the public name always has an address', broken: ['I-05: it had none'] },
  ],
  evidence: { records: [record()], location: 's3://evidence/runs/one.json' },
  unmeasured: ['What AWS bills for the run.'],
  ...over,
});
