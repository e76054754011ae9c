import type * as z from 'zod';
import { DATABASES_MAX, STACKS_MAX } from '../lib/domain/plan';
import { PLAN_BYTES_MAX } from '../lib/domain/plan-reader';
import { DOCUMENT_BYTES_MAX, LISTED_MAX, newestSaid, RECORD_BYTES_MAX, sentenceOf } from '../lib/domain/run-size';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { stepsOf } from '../lib/workflow/grammar';
import { allSteps, WORKFLOWS } from '../lib/workflow/workflows';
import { NOW } from './fixtures';

const times = <One>(count: number, one: One): One[] => Array.from({ length: count }, () => one);
const sentence = 's'.repeat(120);
const name = 'n'.repeat(60);
const command = 'c'.repeat(240);
const databases = times(DATABASES_MAX, 'd'.repeat(60));
const left = times(20, { stackName: name, release: 'r'.repeat(40), command });
const canaries = times(20, { name, passes: 3, latencyMilliseconds: 100 });
const ledgers = databases.map((globalCluster) => ({
  ...{ globalCluster, at: NOW, rows: 1e9 },
  digest: 'd'.repeat(64),
}));
const hooks = times(5, { function: name, because: sentence });

/** What each step leaves at most that leaves a list, with names and sentences of the lengths that they have. */
const LISTS: Readonly<Record<string, (verb: Verb) => object>> = {
  AdmitRun: () => ({
    epoch: 101,
    reason: sentence,
    usualSeconds: Object.fromEntries(allSteps().map((step) => [step.name, 100])),
  }),
  AnnounceRegion: () => ({
    told: times(4, 'eu-central-1'),
    untold: times(4, { region: 'eu-central-1', because: sentence }),
  }),
  AuditControlPlane: () => ({ holds: times(20, sentence) }),
  AuditStandby: () => ({ holds: times(20, sentence) }),
  AuthorizePromotion: () => ({ by: 'approval', approvers: times(2, name), confirmedAt: NOW, databases }),
  BeforePromotion: () => ({ hooks }),
  AfterPromotion: () => ({ hooks }),
  BeforeTraffic: () => ({ hooks }),
  AfterTraffic: () => ({ hooks }),
  CheckReadiness: () => ({ lags: databases.map((globalCluster) => ({ globalCluster, lagSeconds: 0.4, at: NOW })) }),
  CloseRun: () => ({ evidenceKey: name, untold: times(11, name), unfreed: times(4, name), evidenceProblem: sentence }),
  ConfirmActive: () => ({ signals: times(10, sentence) }),
  ConfirmOutage: () => ({ signals: times(10, sentence) }),
  DeployStacks: (verb) => ({
    ...(verb === 'prewarm' && { uniqueIds: times(STACKS_MAX, 'u'.repeat(36)) }),
    ...{ others: left, startedAgain: times(LISTED_MAX, { arn: command, stack: name, tasks: 10 }) },
  }),
  FenceRegion: () => ({ stopped: times(LISTED_MAX, sentence), ledgers }),
  PromoteDatabase: () => ({ unproven: databases.map(() => sentence) }),
  ProveStacks: () => ({ canaries, refused: times(20, { name, status: 503 }) }),
  RecordDivergence: () => ({
    databases: databases.map((globalCluster) => ({ globalCluster, because: sentence, snapshot: name })),
    tasks: databases.map(() => command),
  }),
  ReportReadiness: () => ({ problems: times(20, sentence), at: NOW }),
  RetireStacks: () => ({ retired: times(LISTED_MAX, name), leftovers: left }),
  RunCanaries: () => ({ canaries }),
  SettleTraffic: () => ({ attached: times(5, name) }),
  UnfenceRegion: () => ({ restored: times(LISTED_MAX, sentence) }),
  VerifyTraffic: () => ({ records: times(20, { name, addresses: times(4, '203.0.113.100'), ttlSeconds: 60 }) }),
};
/** Of a step that leaves no list. */
const NO_LIST_BYTES = 500;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
/** A failure has 1,000 characters at most, and one follows upon another at the ends of a run alone. */
const failures = times(5, { step: 'AuthorizePromotion', kind: 'refused', because: 'f'.repeat(1000), at: NOW });
const request = { reason: 'r'.repeat(1000) };

test.each(VERBS)('the document of the largest %s stays within what Step Functions carries', (verb) => {
  const steps = stepsOf(WORKFLOWS[verb]).map((step) => {
    const list = LISTS[step.name];
    return RECORD_BYTES_MAX + (list ? bytesOf(list(verb)) : NO_LIST_BYTES);
  });
  const others = PLAN_BYTES_MAX + bytesOf({ failures, request }) + 1000;
  expect(steps.reduce((sum, bytes) => sum + bytes, others)).toBeLessThan(DOCUMENT_BYTES_MAX);
});

test('every step that leaves a list is known here', () => {
  const leavesList = (schema: z.ZodType): boolean => {
    const { type, shape = {}, innerType } = schema.def as { type: string; shape?: object; innerType?: z.ZodType };
    if (type === 'array' || type === 'record') return true;
    return [...Object.values(shape), ...(innerType ? [innerType] : [])].some(leavesList);
  };
  const leaving = allSteps().filter(({ output }) => leavesList(output));
  expect(leaving.map(({ name }) => name).sort()).toEqual(Object.keys(LISTS).sort());
});

test.each([
  ['letters', 'x'],
  ['letters of three bytes', '東'],
  ['letters of four bytes', '𝄞'],
  ['quotes', '"'],
])('a record without its output has its bytes whatever is said: %s', (_, letter) => {
  const said = times(100, { at: NOW, because: sentenceOf(letter.repeat(5000)) });
  const because = said[0]?.because ?? '';
  expect(because.length).toBeGreaterThan(600);
  const kept = newestSaid(said);
  expect(kept).toHaveLength(1);
  const record = {
    looks: 100_000,
    because,
    firstLookAt: NOW,
    said: kept,
    status: 'pending',
    lookAgainSeconds: 0.123456789,
  };
  expect(bytesOf({ authorizePromotion: record })).toBeLessThanOrEqual(RECORD_BYTES_MAX);
});
