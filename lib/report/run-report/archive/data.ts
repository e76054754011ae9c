import * as z from 'zod';
import type { EvidenceRecord } from '../../../domain/evidence';
import type { Layout } from '../../../domain/layout';
import type { RunDocument } from '../../../domain/run';
import { runNameOf } from '../../../domain/run-name';
import { type Verb, verbFrom } from '../../../domain/verbs';
import { pictureOf, type RunEvent } from '../../run-picture';
import type { Call, Felt, Lag, RunReportData, Said } from '../data';
import { nextIn } from '../next';
import { digestsIn } from './digests';
import { eventsOfRemains } from './events';

/** What is left of a run in AWS. */
export interface Remains {
  /** Execution ARN. */
  readonly run: string;
  readonly records: readonly EvidenceRecord[];
  /** @default the run was closed in its place, and its document is gone */
  readonly document?: RunDocument | undefined;
  /** Layouts of every verb, as the plan needs them. */
  readonly layouts: Readonly<Record<Verb, Layout>>;
  /** `s3://bucket/key`. @default it is not archived */
  readonly location?: string | undefined;
  /** What is wrong with the evidence. @default nothing */
  readonly problem?: string | undefined;
  /** From the execution's history, which is more exact. @default it is gone: records and document tell */
  readonly events?: readonly RunEvent[] | undefined;
  /** @default not asked for */
  readonly felt?: Felt | undefined;
  /** @default what CheckReadiness measured */
  readonly lags?: readonly Lag[] | undefined;
  /** What could not be measured and why, one sentence each. @default nothing else was tried */
  readonly missing?: readonly string[] | undefined;
}

/** The report of a run from what is left of it. What is not left is said to be missing. */
export function reportOfRemains(remains: Remains): RunReportData {
  const { run, records, document, layouts, location, problem, felt } = remains;
  const verb = document?.run.verb ?? verbFrom(String(records[0]?.data.verb ?? runNameOf(run).verb));
  const layout = layouts[verb];
  const events = remains.events ?? eventsOfRemains({ records, document, layout });
  const about = { run, verb, region: document?.run.region ?? runNameOf(run).region ?? '', steps: layout.steps };
  const lags = remains.lags ?? lagsOf(document);
  const picture = pictureOf({ ...about, steps: about.steps.map(({ name }) => name) }, events);
  return {
    plan: document?.plan.name ?? runNameOf(run).plan,
    reason: reasonOf(document?.request),
    setting: { kind: 'aws' },
    picture,
    layout,
    said: events.filter((event) => event.kind === 'said'),
    calls: records.filter(({ kind }) => kind === 'called').flatMap(callOf),
    felt,
    lags,
    digests: digestsIn({ records, plan: document?.plan }),
    evidence: { records, location, problem },
    next: document && nextIn({ plan: document.plan, picture, records }),
    unmeasured: [...(remains.missing ?? []), ...unmeasuredIn({ felt, lags, document })],
  } satisfies RunReportData & { said: readonly Said[] };
}

/** The reason as it was written: a run can end before anybody has judged its input. */
function reasonOf(request: unknown): string {
  const { reason, Comment } = (request ?? {}) as { readonly reason?: unknown; readonly Comment?: unknown };
  const written = reason ?? Comment;
  return typeof written === 'string' && written.trim() !== '' ? written : 'none was given';
}

/** Records say why a call was made; the call itself is for `understudy history check` to read out of them. */
function callOf({ at, step, because }: EvidenceRecord): Call[] {
  const moment = Date.parse(at);
  return Number.isNaN(moment) ? [] : [{ at: moment, step, what: because }];
}

const Measured = z.object({
  output: z.object({
    lags: z.array(
      z.object({ globalCluster: z.string(), lagSeconds: z.number().optional(), at: z.string().optional() }),
    ),
  }),
});

/** What CheckReadiness judged the database by: one sample each. */
function lagsOf(document: RunDocument | undefined): Lag[] {
  const lags = Measured.safeParse(document?.checkReadiness).data?.output.lags ?? [];
  return lags.flatMap(({ globalCluster: name, lagSeconds: seconds, at }) => {
    const moment = Date.parse(at ?? '');
    return seconds === undefined || Number.isNaN(moment) ? [] : [{ name, points: [{ at: moment, seconds }] }];
  });
}

const unmeasuredIn = ({ felt, lags, document }: Pick<Remains, 'felt' | 'lags' | 'document'>): string[] => [
  ...(felt
    ? []
    : ['What clients felt: a run does not count requests; understudy report adds the probes of the watch.']),
  'Orders acknowledged, kept and lost: only a rehearsal has customers whose orders it can count.',
  ...(lags?.some(({ points }) => points.length > 0) ? [] : ['Replication lag: no sample is kept of this run.']),
  'What the public name led to from second to second; VerifyTraffic asked its name servers.',
  ...(document ? [] : ['What each step came to: the run was closed in its place, and its document went with it.']),
];
