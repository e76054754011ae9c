import * as z from 'zod';
import type { EvidenceRecord } from '../evidence';
import type { HistoryLine } from '../history-line';
import { runNameOf } from '../run-name';

/** A call that a record tells of. */
interface Told {
  readonly service: string;
  readonly operation: string;
  readonly resource: string;
  /** @default the run's own */
  readonly region?: string | undefined;
}

/** What an act calls; nothing where no rule judges what it changes; `undefined` where it is another act. */
type Reading = (act: unknown) => readonly Told[] | undefined;

const reads =
  <Act>(shape: z.ZodType<Act>, told: (act: Act) => readonly Told[]): Reading =>
  (act) => {
    const { data } = shape.safeParse(act);
    return data === undefined ? undefined : told(data);
  };
/** An act that changes an item of Understudy, or what needs no lock: alarms, health checks. */
const nothing = <Act>(shape: z.ZodType<Act>): Reading => reads(shape, () => []);
const nothingOf = (...kinds: string[]): Reading => nothing(z.object({ kind: z.enum(kinds) }));
/** An act that is one call, whatever it is made on. */
const oneCall = (kind: string, service: string, operation: string): Reading =>
  reads(z.object({ kind: z.literal(kind) }), () => [{ service, operation, resource: '' }]);

const promotion = reads(
  z.object({ globalCluster: z.string(), switchoverIn: z.string().optional() }),
  ({ globalCluster, switchoverIn }) => {
    const operation = switchoverIn === undefined ? 'FailoverGlobalCluster' : 'SwitchoverGlobalCluster';
    return [{ service: 'rds', operation, resource: globalCluster, region: switchoverIn }];
  },
);

/** One call for each stack of an act; an act of earlier versions is of one stack. */
function stackCalls<One>(kind: string, operation: string, one: z.ZodType<One>, nameOf: (one: One) => string): Reading {
  const told = (stack: One): Told => ({ service: 'cloudformation', operation, resource: nameOf(stack) });
  const own = z.object({ kind: z.literal(kind) });
  const many = reads(own.extend({ stacks: z.array(one) }), ({ stacks }) => stacks.map(told));
  const single = reads(own.and(one), (stack) => [told(stack)]);
  return (act) => many(act) ?? single(act);
}
const creation = stackCalls('create', 'CreateStack', z.object({ stackName: z.string() }), ({ stackName }) => stackName);
const deletion = stackCalls('delete', 'DeleteStack', z.object({ id: z.string() }), ({ id }) => id);
const scaling = reads(
  z.object({
    kind: z.enum(['start', 'scale']),
    services: z.array(z.object({ arn: z.string() })),
    region: z.string().optional(),
  }),
  ({ services, region }) =>
    services.map(({ arn }) => ({ service: 'ecs', operation: 'UpdateService', resource: arn, region })),
);

const announcement = reads(z.object({ region: z.string(), write: z.boolean() }), ({ region, write }) =>
  write ? [{ service: 'ssm', operation: 'PutParameter', resource: '', region }] : [],
);

type Switching = Readonly<Record<string, Pick<Told, 'service' | 'operation'>>>;
const STOPPING: Switching = {
  rules: { service: 'events', operation: 'DisableRule' },
  schedules: { service: 'scheduler', operation: 'UpdateSchedule' },
  services: { service: 'ecs', operation: 'UpdateService' },
  executions: { service: 'states', operation: 'StopExecution' },
};
const ENABLING: Switching = {
  rules: { service: 'events', operation: 'EnableRule' },
  schedules: { service: 'scheduler', operation: 'UpdateSchedule' },
};
/** The same call for each name. */
const switching = (kind: string, calls: Switching): Reading => {
  const what = z.enum(Object.keys(calls));
  const shape = z.object({ kind: z.literal(kind), region: z.string(), what, names: z.array(z.string()) });
  return reads(shape, ({ region, what, names }) =>
    names.flatMap((resource) => (calls[what] ? [{ ...calls[what], resource, region }] : [])),
  );
};

const copy = reads(z.object({ kind: z.literal('copy'), target: z.string() }), ({ target }) => [
  { service: 'rds', operation: 'CopyDBClusterSnapshot', resource: target },
]);

/** An item of this Region's table, named as the history names it. */
const claim = reads(z.object({ kind: z.literal('claim') }), () => [
  { service: 'dynamodb', operation: 'PutItem', resource: 'claim' },
]);

/** A function of the plan's owner is asked; what it changes is its own. */
const hook = nothingOf('hook');
const warmth = nothing(z.object({ until: z.string(), next: z.unknown() }));
const round = nothing(z.literal('run a round'));

/** The acts of each step; of a step that is not here, none is known. */
const READINGS: Readonly<Record<string, readonly Reading[]>> = {
  AnnounceRegion: [announcement],
  BeforePromotion: [hook],
  AfterPromotion: [hook],
  BeforeTraffic: [hook],
  AfterTraffic: [hook],
  DeployStacks: [creation, deletion, scaling],
  FenceRegion: [nothingOf('note'), switching('stop', STOPPING), hook],
  KeepWarm: [warmth],
  PromoteDatabase: [promotion],
  ProveStacks: [nothingOf('read', 'write', 'read again')],
  RecordDivergence: [nothingOf('record'), copy],
  RetireStacks: [deletion, nothingOf('close')],
  RunCanaries: [round],
  SettleTraffic: [
    nothingOf('create-alarm', 'create-check', 'sweep'),
    oneCall('swap', 'route53', 'ChangeResourceRecordSets'),
  ],
  ShiftTraffic: [
    claim,
    oneCall('swap-records', 'route53', 'ChangeResourceRecordSets'),
    oneCall('switch-controls', 'route53-recovery-cluster', 'UpdateRoutingControlStates'),
  ],
  UnfenceRegion: [nothingOf('note', 'lift'), scaling, switching('enable', ENABLING), hook],
};

/** What is done once a run has ended is recorded by what it left, and changes nothing else. */
const CLOSING = 'CloseRun';
const Closed = z.union([z.object({ archived: z.unknown() }), z.object({ told: z.unknown() })]);

/** Its rounds change nothing of AWS, and users move only after one: its guards count. */
const CANARIES = 'RunCanaries';

/** What evidence tells of the changes of a run. */
export interface EvidenceHistory {
  readonly lines: readonly HistoryLine[];
  /** Acts that cannot be read; where there is one, the lines are not all that was changed. */
  readonly problems: readonly string[];
}

/**
 * The changes that the evidence of a run tells of, as the lines that its calls would have left. A record of kind
 * `called` is written between the guard and its calls, so it stands for both; a call that AWS is known to have refused,
 * or that nobody knows the end of, is one that failed. Writes of Understudy's own items are not among them.
 */
export function historyOfEvidence(records: readonly EvidenceRecord[]): EvidenceHistory {
  const read = records
    .filter(({ kind }) => kind === 'called')
    .map((record) => ({ record, told: toldBy(record), error: errorOf(record, records) }));
  return {
    problems: read.flatMap(({ record, told }) => (told ? [] : [unknownAct(record)])),
    lines: read.flatMap(({ record, told = [], error }) => {
      const isJudged = told.length > 0 || record.step === CANARIES;
      return isJudged ? [guardOf(record), ...told.map((call) => lineOf(record, { ...call, error }))] : [];
    }),
  };
}

/** What a record tells of; `undefined` where its act is none of its step's. */
function toldBy({ step, data }: EvidenceRecord): readonly Told[] | undefined {
  if (step === CLOSING) return Closed.safeParse(data).success ? [] : undefined;
  for (const reading of READINGS[step] ?? []) {
    const told = reading(data.act);
    if (told) return told;
  }
  return undefined;
}

/** As much of an act is shown. */
const ACT_CHARACTERS_MAX = 120;

function unknownAct({ seq, step, data }: EvidenceRecord): string {
  const got = JSON.stringify(data.act ?? data).slice(0, ACT_CHARACTERS_MAX);
  return (
    `record ${seq}: ${step} has no act that is known here, got ${got}; what it changed cannot be judged: ` +
    'check it with the release of Understudy that wrote it'
  );
}

/** What the run wrote down as the answer to this very call: the record of a failure between it and the next call. */
function errorOf({ seq, step, data }: EvidenceRecord, records: readonly EvidenceRecord[]): string | null {
  const act = JSON.stringify(data.act);
  const next = records.find((one) => one.seq > seq && one.step === step && JSON.stringify(one.data.act) === act);
  return next?.kind === 'failed' && typeof next.data.answer === 'string' ? next.data.answer : null;
}

const guardOf = (record: EvidenceRecord): HistoryLine =>
  lineOf(record, { service: 'dynamodb', operation: 'UpdateItem', resource: 'lock', error: null });

function lineOf(
  { at, runId, epoch, step }: EvidenceRecord,
  told: Told & { readonly error: string | null },
): HistoryLine {
  const { service, operation, resource, error, region = runNameOf(runId).region ?? '' } = told;
  const who = { at, runId, epoch, owner: runId, step, look: null };
  return { ...who, service, operation, region, resource, ok: error === null, error };
}
