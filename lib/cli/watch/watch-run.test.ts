import { approvalTable } from '../../../lambdas/edge/approval-table';
import { evidenceTable } from '../../../lambdas/edge/evidence-table';
import { document, EPOCH, HERE, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
import type { Approval } from '../../domain/approval';
import { namesOf } from '../../domain/names';
import type { HistoryLike } from '../../report/run-picture';
import type { Vitals } from '../../report/run-picture/vitals';
import { jsonViewer, linesViewer, type Viewer } from './viewers';
import { type WatchEdge, watchRun } from './watch-run';

const names = namesOf(plan, HERE);
const named = { run: RUN_ID, verb: 'failover', region: HERE } as const;

const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000);
const began = { type: 'ExecutionStarted', timestamp: at(0) };
const entered = (name: string, seconds: number) => ({
  type: 'TaskStateEntered',
  timestamp: at(seconds),
  stateEnteredEventDetails: { name },
});
const left = (name: string, seconds: number, output: object) => ({
  type: 'TaskStateExited',
  timestamp: at(seconds),
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});
const said = (seconds: number, because: string) => [{ at: at(seconds).toISOString(), because }];
const ended = (name: string, seconds: number) => ({
  type: name === 'HandedToOperator' ? 'FailStateEntered' : 'SucceedStateEntered',
  timestamp: at(seconds),
  stateEnteredEventDetails: { name },
});
const admitted = [
  began,
  entered('AdmitRun', 1),
  left('AdmitRun', 2, { admitRun: { status: 'done', said: said(1.5, 'admitted') } }),
];
const asking = [
  entered('AuthorizePromotion', 3),
  left('AuthorizePromotion', 4, { authorizePromotion: { status: 'pending', said: said(3.5, 'asks a person') } }),
];
const failure = { step: 'ConfirmOutage', kind: 'refused', because: 'us-east-1 answers', at: at(5).toISOString() };
const refused = [entered('ConfirmOutage', 3), left('ConfirmOutage', 5, { failures: [failure] }), ended('Refused', 6)];

const approval: Approval = {
  ...{ runId: RUN_ID, planSha256: document.run.planSha256, epoch: EPOCH, persons: 1 },
  facts: { loss: ['orders: 0.4 s'], signals: [], canaries: [], at: NOW },
  ...{ because: 'the plan always asks', askedAt: NOW, expiresAt: '2026-11-21T13:00:00.000Z' },
  ...{ answers: [], toldAt: [], version: 1 },
};

/** An edge whose history grows by one part each time somebody sleeps; after the last part it stops watching. */
function edgeWith(parts: readonly (readonly HistoryLike[])[], vitals: Partial<WatchEdge['vitals']> = {}) {
  const table = smallTable();
  const enough = new AbortController();
  const told = parts.map((part) => [...part]);
  const history: HistoryLike[] = told.shift() ?? [];
  const nobody = { send: async () => Promise.reject(awsError('AccessDeniedException', 403)) };
  const edge: WatchEdge = {
    states: { send: async () => ({ events: history.map((event, index) => ({ ...event, id: index + 1 })) }) },
    dynamo: table,
    vitals: { rdsIn: () => nobody, cloudWatchIn: () => nobody, ...vitals },
    now: () => Date.parse(NOW),
    async sleep(milliseconds) {
      // Whoever looks at the world sleeps longer, and does not move the story.
      if (milliseconds > 2000) return new Promise((wake) => setTimeout(wake, 20));
      const next = told.shift();
      if (next) history.push(...next);
      else enough.abort();
    },
  };
  return { edge, table, signal: enough.signal };
}

const watched = ({ edge, signal }: ReturnType<typeof edgeWith>, viewer: Viewer) =>
  watchRun({ plan, named, edge, signal, viewer: () => viewer });

async function linesOf(world: ReturnType<typeof edgeWith>) {
  const lines: string[] = [];
  const end = await watched(world, linesViewer({ color: false, write: (line) => lines.push(line) }));
  return { end, lines };
}

test('tells each sentence with the time since the run has begun, and how it ended', async () => {
  const { end, lines } = await linesOf(edgeWith([admitted, [ended('Serving', 9)]]));
  expect(end).toEqual({ outcome: 'Serving', isWell: true, next: [] });
  expect(lines).toEqual([
    '   1.5 s  AdmitRun           admitted',
    '   9.0 s  Serving            the run has ended',
    '',
    'the run has ended: Serving',
  ]);
});

test('a run that was refused ends otherwise, with what is safe to do next', async () => {
  const { end, lines } = await linesOf(edgeWith([admitted, refused]));
  expect(end).toMatchObject({ outcome: 'Refused', isWell: false });
  expect(lines).toContain('   5.0 s  ConfirmOutage      refused: us-east-1 answers');
  expect(end?.next.join('\n')).toContain('after refused at ConfirmOutage');
});

test.each([
  ['ServingDegraded', true],
  ['Joined', false],
  ['HandedToOperator', false],
])('%s: well is %s', async (outcome, isWell) => {
  expect((await linesOf(edgeWith([admitted, [ended(outcome, 9)]]))).end).toMatchObject({ outcome, isWell });
});

test('names the archived evidence and the report', async () => {
  const world = edgeWith([admitted, [ended('Serving', 9)]]);
  const entry = { runId: RUN_ID, epoch: EPOCH, at: NOW, step: 'CloseRun', because: 'it is so' };
  await evidenceTable(world.table, names).append({ ...entry, kind: 'ended', data: {} });
  const archived = { evidenceKey: 'runs/1.json', reportKey: 'runs/1.html' };
  await evidenceTable(world.table, names).append({ ...entry, kind: 'called', data: { archived } });
  const { lines } = await linesOf(world);
  expect(lines).toContain(`evidence: s3://${names.evidenceBucket}/runs/1.json`);
  expect(lines).toContain(`report:   s3://${names.evidenceBucket}/runs/1.html`);
});

test('shows once how a run that asks is answered', async () => {
  const world = edgeWith([admitted, asking, [], [ended('Serving', 9)]]);
  await approvalTable(world.table, { plan: plan.name, names }).write(approval, undefined);
  const { lines } = await linesOf(world);
  expect(lines.filter((line) => line.includes('understudy approve'))).toEqual([
    `  npx understudy approve '${RUN_ID}' --because "…"`,
  ]);
  expect(lines).toContain('  - orders: 0.4 s');
});

test('says of which world the commands are, in lines and as JSON', async () => {
  const there = / --world http:\/\/127\.0\.0\.1:4566$/;
  const inWorld = async () => {
    const world = edgeWith([admitted, asking, [], refused]);
    await approvalTable(world.table, { plan: plan.name, names }).write(approval, undefined);
    return { ...world, edge: { ...world.edge, world: 'http://127.0.0.1:4566' } };
  };
  const { end, lines } = await linesOf(await inWorld());
  const commands = lines.filter((line) => line.includes('npx understudy'));
  expect(commands.map((line) => line.split(' ')[4])).toEqual(['approve', 'decline', 'start']);
  expect(commands.filter((line) => !there.test(line))).toEqual([]);
  expect(end?.next.at(-1)).toMatch(there);
  const printed: { kind?: string; approve?: string }[] = [];
  await watched(
    await inWorld(),
    jsonViewer((value) => printed.push(value as object)),
  );
  const asked = printed.find(({ kind }) => kind === 'asks');
  expect(asked).toMatchObject({ approve: expect.stringMatching(there), decline: expect.stringMatching(there) });
});

test('asks nobody about what was answered', async () => {
  const world = edgeWith([admitted, asking, [ended('Serving', 9)]]);
  const answers = [{ kind: 'approve', by: 'arn:aws:iam::1:user/ann', because: 'go', at: NOW }] as const;
  await approvalTable(world.table, { plan: plan.name, names }).write({ ...approval, answers }, undefined);
  expect((await linesOf(world)).lines.join('\n')).not.toContain('approve');
});

test('says once that nothing is heard of the run, and goes on when it is', async () => {
  const world = edgeWith([admitted, [], [], [], [ended('Serving', 9)]]);
  const { send } = world.edge.states;
  const failing = [2, 3, 4];
  let looks = 0;
  world.edge.states.send = async (command) => {
    looks += 1;
    if (failing.includes(looks)) throw Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' });
    return send(command);
  };
  const { end, lines } = await linesOf(world);
  const told = `nothing new is heard from ${HERE}, and it is asked again: nothing answers: connect ETIMEDOUT`;
  expect(lines.filter((line) => line.startsWith('nothing new'))).toEqual([told]);
  expect(end?.outcome).toBe('Serving');
});

test('says nothing of one look that was throttled', async () => {
  const world = edgeWith([admitted, [], [ended('Serving', 9)]]);
  const { send } = world.edge.states;
  let looks = 0;
  world.edge.states.send = async (command) => {
    looks += 1;
    if (looks === 2) throw awsError('ThrottlingException', 400);
    return send(command);
  };
  expect((await linesOf(world)).lines.join('\n')).not.toContain('nothing new');
});

test('is not over where it is only watched no more', async () => {
  const { end, lines } = await linesOf(edgeWith([admitted]));
  expect(end).toBeUndefined();
  expect(lines).toEqual(['   1.5 s  AdmitRun           admitted']);
});

test('prints one JSON value for each event, the last with the outcome', async () => {
  const printed: { kind?: string; outcome?: string }[] = [];
  await watched(
    edgeWith([admitted, [ended('Serving', 9)]]),
    jsonViewer((value) => printed.push(value as object)),
  );
  expect(printed.map(({ kind }) => kind)).toEqual(['began', 'entered', 'said', 'done', 'ended']);
  expect(printed.at(-1)).toEqual({ kind: 'ended', at: at(9).getTime(), outcome: 'Serving', isWell: true, next: [] });
});

async function vitalsSeen(vitals: Partial<WatchEdge['vitals']>): Promise<Vitals | undefined> {
  let last: Vitals | undefined;
  const viewer = linesViewer({ color: false, write: () => {} });
  const world = edgeWith([admitted, [], [], [], [ended('Serving', 9)]], vitals);
  await watched(world, { ...viewer, sees: (seen) => (last = seen) });
  return last;
}

const global = (writer: string) => ({
  GlobalClusters: [{ GlobalClusterMembers: [{ IsWriter: true, DBClusterArn: `arn:aws:rds:${writer}:1:cluster:x` }] }],
});
const measured = {
  MetricDataResults: [
    { Id: 'lag0', StatusCode: 'Complete', Timestamps: [at(-60), at(0)], Values: [900, 400] },
    { Id: 'lagFromSource0', StatusCode: 'Complete', Timestamps: [], Values: [] },
  ],
};
const addresses: Readonly<Record<string, string[]>> = {
  'orders.example.com': ['52.10.0.2'],
  'us-west-2.orders.example.com': ['52.10.0.2'],
};

test('sees writer, lag and answer where it may', async () => {
  const seen = await vitalsSeen({
    rdsIn: () => ({ send: async () => global('us-east-1') }),
    cloudWatchIn: () => ({ send: async () => measured }),
    addressesOf: async (name) => addresses[name] ?? [],
  });
  expect(seen).toMatchObject({
    members: [
      { database: 'orders', region: 'us-east-1', role: 'writer' },
      { database: 'orders', region: HERE, role: 'reader', lagSeconds: 0.4 },
    ],
    answer: { name: 'orders.example.com', address: '52.10.0.2', region: HERE },
  });
});

test('follows a run all the same where it may see nothing of the world', async () => {
  expect(await vitalsSeen({})).toEqual({ at: Date.parse(NOW) });
});
