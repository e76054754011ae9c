import { document, HERE, NOW, plan, RUN_ID } from '../../../../test/fixtures';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../domain/evidence';
import type { FailureRecord } from '../../../domain/failure';
import type { RunDocument, StepRecord } from '../../../domain/run';
import { layoutsFor } from '../../../workflow/layout';
import { runReportHtml } from '../page';
import { reportOfRemains } from './data';

const layouts = layoutsFor(plan);
const iso = (second: number): string => new Date(Date.parse(NOW) + second * 1000).toISOString();
const ms = (second: number): number => Date.parse(NOW) + second * 1000;

const step = (from: number, to: number, over: Partial<StepRecord> = {}): StepRecord => ({
  ...{ status: 'done', looks: 3, because: 'done', firstLookAt: iso(from), lookAgainSeconds: 0 },
  said: [{ at: iso(to), because: 'it is so' }],
  ...over,
});
const ran: RunDocument = { ...document, admitRun: step(1, 2), confirmOutage: step(2, 9) };

const entry = (second: number, over: Partial<EvidenceEntry>): EvidenceEntry => ({
  ...{ at: iso(second), runId: RUN_ID, epoch: 101, kind: 'decided', step: 'AdmitRun', because: 'b', data: {} },
  ...over,
});
const chain = (...entries: EvidenceEntry[]): EvidenceRecord[] => {
  const records: EvidenceRecord[] = [];
  for (const one of entries) records.push(chained(records.at(-1), one));
  return records;
};
const release = { id: 'r-1', commit: 'abc', versionId: 'v1', sha256: 'f'.repeat(64) };
const records = chain(
  entry(2, { kind: 'admitted', data: { verb: 'failover', planSha256: 'a'.repeat(64) } }),
  entry(5, { kind: 'called', step: 'ConfirmOutage', because: 'probing' }),
  entry(12, { kind: 'ended', step: 'CloseRun', data: { release } }),
);
const reported = (over: Partial<Parameters<typeof reportOfRemains>[0]> = {}) =>
  reportOfRemains({ run: RUN_ID, records, document: ran, layouts, ...over });
const stepIn = (data: ReturnType<typeof reported>, name: string) => data.picture.steps.find((one) => one.name === name);

describe('the report of what a run left', () => {
  it('has each step from its first look to its last word', () => {
    const data = reported();
    expect(data.picture).toMatchObject({ beganAt: ms(0), endedAt: ms(12), outcome: 'Serving', region: HERE });
    expect(stepIn(data, 'ConfirmOutage')).toMatchObject({ state: 'done', beganAt: ms(2), endedAt: ms(9) });
    expect(stepIn(data, 'PromoteDatabase')).toMatchObject({ state: 'left out' });
    expect(stepIn(data, 'CloseRun')).toMatchObject({ state: 'done' });
  });

  it('knows the plan of a run that left no document by the name of its machine', () => {
    expect(reported({ document: undefined }).plan).toBe('orders');
  });

  it('names the calls, and the digests that the run itself wrote down', () => {
    const data = reported();
    expect(data.calls).toEqual([{ at: ms(5), step: 'ConfirmOutage', what: 'probing' }]);
    expect(data.digests.map(({ value }) => value)).toEqual(['a'.repeat(64), 'r-1', 'f'.repeat(64)]);
  });

  it.each<[FailureRecord['kind'], string, string]>([
    ['refused', 'ConfirmOutage', 'Refused'],
    ['broken', 'PromoteDatabase', 'HandedToOperator'],
    ['joined', 'AdmitRun', 'Joined'],
  ])('ends %s at %s as its machine does', (kind, name, outcome) => {
    const failures = [{ kind, step: name, because: 'it says so', at: iso(9) }];
    const data = reported({ document: { ...ran, failures } });
    expect(data.picture.outcome).toBe(outcome);
    expect(stepIn(data, name)).toMatchObject({ state: kind, because: 'it says so' });
  });

  it('is drawn from the records alone where a machine died, and says that the rest is gone', () => {
    const dead = chain(
      entry(2, { kind: 'admitted', data: { verb: 'failover' } }),
      entry(4, { kind: 'failed', step: 'ConfirmOutage', because: 'late', data: { kind: 'overdue' } }),
      entry(9, { kind: 'ended', step: 'CloseRun', data: { status: 'ABORTED' } }),
    );
    const data = reportOfRemains({ run: RUN_ID, records: dead, layouts });
    expect(data.picture).toMatchObject({ outcome: 'ABORTED', verb: 'failover', region: HERE });
    expect(stepIn(data, 'AdmitRun')).toMatchObject({ state: 'done' });
    expect(stepIn(data, 'ConfirmOutage')).toMatchObject({ state: 'overdue', because: 'late' });
    expect(data.unmeasured.join(' ')).toContain('its document went with it');
  });

  it('takes the verb from the name of the machine where nothing else is left', () => {
    const run = RUN_ID.replace('-failover:', '-stand-down:');
    expect(reportOfRemains({ run, records: [], layouts }).picture.verb).toBe('stand-down');
  });

  it('survives moments that are none', () => {
    const odd = chain(entry(2, { at: 'yesterday', kind: 'called' }), entry(3, { at: '', kind: 'ended' }));
    const data = reported({ records: odd, document: { ...ran, admitRun: step(1, 2, { firstLookAt: 'never' }) } });
    expect(data.calls).toEqual([]);
    expect(runReportHtml(data)).toContain('goes on');
  });

  it('shows the one lag that CheckReadiness measured, and says so where it measured none', () => {
    const output = { lags: [{ globalCluster: 'orders', lagSeconds: 0.5, at: iso(3) }] };
    const data = reported({ document: { ...ran, checkReadiness: step(3, 4, { output }) } });
    expect(data.lags).toEqual([{ name: 'orders', points: [{ at: ms(3), seconds: 0.5 }] }]);
    expect(runReportHtml(data)).toContain('orders was 500 ms behind');
    expect(data.unmeasured.join(' ')).not.toContain('Replication lag');
    expect(reported().unmeasured.join(' ')).toContain('Replication lag: no sample is kept');
  });
});
