import * as z from 'zod';
import type { EvidenceRecord } from '../evidence';
import type { HistoryLine } from '../history-line';
import { runNameOf } from './rule';

/** A call that a record tells of. */
interface Told {
  readonly service: string;
  readonly operation: string;
  readonly resource: string;
  /** @default the run's own */
  readonly region?: string | undefined;
}

const Kind = z.object({ kind: z.string() });
const Promote = z.object({ globalCluster: z.string(), switchoverIn: z.string().optional() });
const Stack = z.object({ kind: z.enum(['create', 'delete']), stackName: z.string(), id: z.string().optional() });
const Start = z.object({ services: z.array(z.object({ arn: z.string() })), region: z.string().optional() });
const Announce = z.object({ region: z.string(), write: z.literal(true) });
const Switch = z.object({ region: z.string(), what: z.string(), names: z.array(z.string()) });
const Copy = z.object({ kind: z.literal('copy'), target: z.string() });

const STACK_CALLS = { create: 'CreateStack', delete: 'DeleteStack' } as const;
const STOPPING: Readonly<Record<string, readonly [service: string, operation: string]>> = {
  rules: ['events', 'DisableRule'],
  schedules: ['scheduler', 'UpdateSchedule'],
  services: ['ecs', 'UpdateService'],
  executions: ['states', 'StopExecution'],
};
const TRAFFIC: Readonly<Record<string, readonly [service: string, operation: string]>> = {
  claim: ['dynamodb', 'PutItem'],
  swap: ['route53', 'ChangeResourceRecordSets'],
  'swap-records': ['route53', 'ChangeResourceRecordSets'],
  'switch-controls': ['route53-recovery-cluster', 'UpdateRoutingControlStates'],
};

/** What a step's act calls; nothing where it writes only what belongs to Understudy itself. */
type Reading = (act: unknown) => readonly Told[];

const promotion: Reading = (act) => {
  const { data } = Promote.safeParse(act);
  if (!data) return [];
  const { globalCluster, switchoverIn } = data;
  const operation = switchoverIn === undefined ? 'FailoverGlobalCluster' : 'SwitchoverGlobalCluster';
  return [{ service: 'rds', operation, resource: globalCluster, region: switchoverIn }];
};

const stack: Reading = (act) => {
  const { data } = Stack.safeParse(act);
  if (!data) return started(act);
  return [{ service: 'cloudformation', operation: STACK_CALLS[data.kind], resource: data.id ?? data.stackName }];
};

const started: Reading = (act) => {
  const { services = [], region } = Start.safeParse(act).data ?? {};
  return services.map(({ arn }) => ({ service: 'ecs', operation: 'UpdateService', resource: arn, region }));
};

const traffic: Reading = (act) => {
  const [service, operation] = TRAFFIC[Kind.safeParse(act).data?.kind ?? ''] ?? [];
  return service && operation ? [{ service, operation, resource: '' }] : [];
};

const announcement: Reading = (act) => {
  const { data } = Announce.safeParse(act);
  return data ? [{ service: 'ssm', operation: 'PutParameter', resource: '', region: data.region }] : [];
};

const fence: Reading = (act) => {
  const { region, what = '', names = [] } = Switch.safeParse(act).data ?? {};
  const [service, operation] = STOPPING[what] ?? [];
  return service && operation ? names.map((resource) => ({ service, operation, resource, region })) : [];
};

const liftedFence: Reading = (act) => [
  ...started(act),
  ...fence(act).map((told) => (told.operation === 'DisableRule' ? { ...told, operation: 'EnableRule' } : told)),
];

const copy: Reading = (act) => {
  const { data } = Copy.safeParse(act);
  return data ? [{ service: 'rds', operation: 'CopyDBClusterSnapshot', resource: data.target }] : [];
};

const READINGS: Readonly<Record<string, Reading>> = {
  PromoteDatabase: promotion,
  DeployStacks: stack,
  RetireStacks: stack,
  ShiftTraffic: traffic,
  SettleTraffic: traffic,
  AnnounceRegion: announcement,
  FenceRegion: fence,
  UnfenceRegion: liftedFence,
  RecordDivergence: copy,
};

/** Its rounds change nothing of AWS, and users move only after one: its guards count. */
const CANARIES = 'RunCanaries';

/**
 * The changes that the evidence of a run tells of, as the lines that its calls would have left. A record of kind
 * `called` is written between the guard and its calls, so it stands for both; a call that AWS is known to have refused,
 * or that nobody knows the end of, is one that failed. Writes of Understudy's own items are not among them.
 */
export function historyOfEvidence(records: readonly EvidenceRecord[]): HistoryLine[] {
  return records
    .filter(({ kind }) => kind === 'called')
    .flatMap((record) => {
      const told = (READINGS[record.step] ?? (() => []))(record.data.act);
      const error = errorOf(record, records);
      const isKnown = told.length > 0 || record.step === CANARIES;
      return isKnown ? [guardOf(record), ...told.map((call) => lineOf(record, { ...call, error }))] : [];
    });
}

/** What the run wrote down as the answer to this very call: the record of a failure between it and the next call. */
function errorOf({ seq, step, data }: EvidenceRecord, records: readonly EvidenceRecord[]): string | null {
  const act = JSON.stringify(data.act);
  const next = records.find((one) => one.seq > seq && one.step === step && JSON.stringify(one.data.act) === act);
  return next?.kind === 'failed' && typeof next.data.answer === 'string' ? next.data.answer : null;
}

const guardOf = (record: EvidenceRecord): HistoryLine =>
  lineOf(record, { service: 'dynamodb', operation: 'UpdateItem', resource: '', error: null });

function lineOf(
  { at, runId, epoch, step }: EvidenceRecord,
  told: Told & { readonly error: string | null },
): HistoryLine {
  const { service, operation, resource, error, region = runNameOf(runId).region ?? '' } = told;
  const who = { at, runId, epoch, owner: runId, step, look: null };
  return { ...who, service, operation, region, resource, ok: error === null, error };
}
