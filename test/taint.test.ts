/** What may be a secret or a customer's row goes into every handler that reads such a thing, and comes out of none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastDetection } from '../lambdas/edge/drift/detections';
import { readLedgers } from '../lambdas/edge/ledger';
import { probeRegion } from '../lambdas/edge/probe-region';
import { comparisonOf } from '../lambdas/edge/release-stacks/compare';
import type { Web, WebAnswer } from '../lambdas/edge/web';
import { createHandler as beforePromotion } from '../lambdas/steps/before-promotion/handler';
import { heartbeatIn } from '../lambdas/steps/check-readiness/heartbeat';
import { judgeSignal } from '../lambdas/steps/check-readiness/judge-signal';
import { createHandler as deployStacks } from '../lambdas/steps/deploy-stacks/handler';
import { createHandler as proveStacks } from '../lambdas/steps/prove-stacks/handler';
import { createHandler as runCanaries } from '../lambdas/steps/run-canaries/handler';
import { createHandler as changeControls } from '../lambdas/triggers/change-controls/handler';
import { createHandler as decideApproval } from '../lambdas/triggers/decide-approval/handler';
import { createHandler as onAlarm } from '../lambdas/triggers/on-alarm/handler';
import { namesOf } from '../lib/domain/names';
import { judgeProbe } from '../lib/domain/probe';
import { evidenceLines } from '../lib/report/evidence-lines';
import { narrator } from '../lib/report/narrator';
import { notificationOf } from '../lib/report/notification';
import { releaseDiffPage } from '../lib/report/release-diff';
import { statusLines, statusOf } from '../lib/report/status';
import { document, EPOCH, HERE, NOW, plan, RUN_ID } from './fixtures';
import { answering, pointWorld } from './hook-world';
import { personRequest } from './person-request';
import { projectFiles, ROOT } from './sources';
import { clientsOf, ourTags, RELEASE, stackWorld, stands } from './stack-world';
import { signedPlan, template } from './standby';
import { HOSTILE, MARK, sinks, TELLING_ANSWERS, textsIn, unprintable } from './taint';

const names = namesOf(plan, HERE);
const place = { plan, region: HERE, names };
const record = (output: object) => ({
  ...{ status: 'done', looks: 1, because: '', firstLookAt: NOW, lookAgainSeconds: 0, said: [] },
  output,
});
const run = {
  ...document,
  admitRun: record({ epoch: EPOCH, reason: 'us-east-1 is unreachable' }),
  promoteDatabase: record({ writerRegion: HERE }),
  deployStacks: record({ release: RELEASE, stacks: 2, adopted: 0 }),
};
const always = (answer: WebAnswer): Web => ({ ask: async () => answer });

beforeAll(() => {
  process.env.AWS_SESSION_TOKEN = MARK;
});
afterAll(() => {
  delete process.env.AWS_SESSION_TOKEN;
});

/** Everything that is made of a service's answer. */
async function heardOf(answer: WebAnswer): Promise<ReturnType<typeof sinks>> {
  const all = sinks();
  const web = always(answer);
  await all.ends(runCanaries(all.edge, web)(run));
  for (const verb of ['drill', 'prewarm']) {
    await all.ends(proveStacks(all.edge, web)({ ...run, run: { ...document.run, verb } }));
  }
  const ledgers = await readLedgers(web, { plan, region: HERE, now: NOW });
  // Rows, digest and position are what a ledger is read for.
  all.hear(ledgers.outcome === 'read' ? ledgers.value.map(({ rows }) => rows) : ledgers);
  const { because } = heartbeatIn(answer, NOW) as { because?: string };
  all.hear(because);
  all.hear(judgeSignal({ signal: answer, settlements: [] }, { epoch: EPOCH }));
  all.hear((await probeRegion({ web, clock: all.edge.clock }, { plan, region: HERE })).map(judgeProbe));
  return all;
}

describe('of an answer of a service is told', () => {
  test.each(TELLING_ANSWERS)('nothing of %s', async (_, answer) => {
    const all = await heardOf(answer);
    expect(all.heard.length).toBeGreaterThan(6);
    expect(JSON.stringify(answer)).toContain(MARK);
    expect(all.text()).not.toContain(MARK);
  });

  test('where it came from and how much it was', async () => {
    const from = (answer: Partial<Extract<WebAnswer, { outcome: 'answered' }>>) =>
      heardOf({ outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 1, ...answer });
    const redirected = await from({ status: 302, headers: { location: 'https://login.example.com/a?b' } });
    expect(redirected.text()).toContain('answered 302 to https://login.example.com/…, and no redirect is followed');
    const elsewhere = await from({ headers: { 'understudy-region': 'us-east-1' } });
    expect(elsewhere.text()).toContain('answered by us-east-1, expected us-west-2');
    expect((await from({ body: '{"a":1}' })).text()).toContain('it answered 7 bytes of JSON, expected');
  });
});

describe('of an answer of a hook is kept', () => {
  const password = `postgres://app:${MARK}@db.internal/orders`;
  test.each<[string, object]>([
    ['the connection string of an error', answering({ errorMessage: password }, { FunctionError: 'Unhandled' })],
    ['the environment of an error', answering({ errorMessage: `DB_PASSWORD=${MARK}` }, { FunctionError: 'Unhandled' })],
    ['an error that is no JSON', answering(`no route to ${password}`, { FunctionError: 'Unhandled' })],
    ['the trace of an error', answering({ errorMessage: 'x', trace: [MARK] }, { FunctionError: 'Unhandled' })],
    ['a secret that it hands back', answering({ status: 'done', because: 'x', secret: MARK })],
    ['a token that it hands back', answering({ status: 'done', because: 'x', authorization: `Bearer ${MARK}` })],
    ['what comes after the beginning of a page', answering(`${'x '.repeat(120)}${MARK}`)],
    ['the log of the function', answering({ status: 'done', because: 'x' }, { LogResult: MARK })],
  ])('nothing of %s', async (_, answer) => {
    const { edge, ends, hear, text } = sinks();
    const world = pointWorld('beforePromotion');
    world.answers.push(answer);
    for (let look = 0; look < 2; look++) {
      const kept = { ...world.edge, log: edge.log };
      await ends(beforePromotion(world.clients, kept)(world.event));
    }
    hear(world.records);
    expect(world.asked).not.toEqual([]);
    expect(text()).not.toContain(MARK);
  });
});

describe('of a stack that stands is told', () => {
  const data = `orders-data-${RELEASE}`;
  const event = { ...run, plan: signedPlan, checkReadiness: record({ lags: [], release: releaseOf() }) };
  const failed = (ResourceStatusReason: string) => [
    {
      LogicalResourceId: 'Db',
      ResourceType: 'AWS::RDS::DBCluster',
      ResourceStatus: 'CREATE_FAILED',
      ResourceStatusReason,
    },
  ];
  const withTemplate = (change: object) => JSON.stringify({ ...JSON.parse(template('orders-data')), ...change });

  test.each<[string, Parameters<typeof stands>[2]]>([
    ['an output', { tags: ourTags(), outputs: { AdminPassword: MARK } }],
    ['a parameter', { tags: ourTags(), parameters: { Size: MARK, DbPassword: MARK } }],
    [
      'a password in its template',
      {
        tags: ourTags(),
        template: withTemplate({ Resources: { Db: { Type: 'T', Properties: { MasterUserPassword: MARK } } } }),
      },
    ],
    [
      'the default of a hidden parameter',
      {
        tags: ourTags(),
        template: withTemplate({ Parameters: { Token: { NoEcho: true, Default: `token=${MARK}` } } }),
      },
    ],
    [
      'the environment of a function in its template',
      { tags: ourTags(), template: withTemplate({ Resources: { F: { Environment: { API_KEY: MARK } } } }) },
    ],
    [
      'a connection string in its reason',
      { status: 'ROLLBACK_COMPLETE', tags: ourTags(), reason: `pg://a:${MARK}@db` },
    ],
    [
      'a password in the reason of a resource',
      { status: 'ROLLBACK_COMPLETE', tags: ourTags(), events: failed(`Invalid request: password=${MARK}`) },
    ],
    [
      'a token in the reason of a resource that is not deleted',
      { status: 'DELETE_FAILED', tags: ourTags(), events: failed(`Received 401: Authorization: Bearer ${MARK}`) },
    ],
  ])('nothing of %s', async (_, stack) => {
    const { edge, ends, heard, text } = sinks();
    const world = stackWorld();
    stands(world, data, stack);
    const handler = deployStacks(clientsOf(world), edge);
    for (let look = 0; look < 3; look++) await ends(handler(event));
    expect(heard.length).toBeGreaterThan(2);
    expect(text()).toContain(data);
    expect(text()).not.toContain(MARK);
  });

  test.each(['MasterUserPassword', 'ApiKey', 'SecretString'])('where %s differs, and not what it is', (name) => {
    const withValue = (value: string) => ({ Resources: { Db: { Properties: { [name]: value } } } });
    expect(comparisonOf(withValue(MARK), withValue('{{resolve:secretsmanager:orders}}')).difference).toBe(
      `Resources.Db.Properties.${name} is ***, the release has ***`,
    );
  });

  test('of its drift the properties, and no value of them', async () => {
    const { hear, text } = sinks();
    const drift = {
      LogicalResourceId: 'Function',
      ResourceType: 'AWS::Lambda::Function',
      StackResourceDriftStatus: 'MODIFIED',
      ExpectedProperties: `{"Environment":{"TOKEN":"${MARK}"}}`,
      ActualProperties: `{"Environment":{"TOKEN":"${MARK}"}}`,
      PropertyDifferences: [
        { PropertyPath: '/Environment/TOKEN', ExpectedValue: MARK, ActualValue: MARK, DifferenceType: 'NOT_EQUAL' },
      ],
    };
    const described = { DriftInformation: { StackDriftStatus: 'DRIFTED', LastCheckTimestamp: new Date(NOW) } };
    const send = async (command: object) =>
      /Drifts/.test(command.constructor.name)
        ? { StackResourceDrifts: [drift] }
        : { Stacks: [{ ...described, Outputs: [{ OutputKey: 'A', OutputValue: MARK }] }] };
    const seen = await lastDetection({ send }, { region: HERE, stack: 'orders-pilot-light' });
    hear(seen);
    expect(text()).toContain('/Environment/TOKEN');
    expect(text()).not.toContain(MARK);
  });
});

function releaseOf() {
  return { id: RELEASE, commit: 'c0ffee', versionId: 'v-current', sha256: '0'.repeat(64) };
}

describe('of what calls from outside is told', () => {
  const state = { value: 'ALARM', reason: 'the probe failed', timestamp: NOW.replace('Z', '+0000') };
  const alarm = (detail: object, event: object = {}) => ({
    ...{ id: 'e-1', 'detail-type': 'CloudWatch Alarm State Change', source: 'aws.cloudwatch', account: plan.account },
    resources: [names.alarmArn],
    detail: { alarmName: names.alarm, state, ...detail },
    ...event,
  });

  test.each<[string, unknown]>([
    ['the description of an alarm', alarm({ configuration: { description: MARK, metrics: [{ id: MARK }] } })],
    ['the data of its reason', alarm({ state: { ...state, reasonData: JSON.stringify({ [MARK]: MARK }) } })],
    ['the state that it had before', alarm({ previousState: { value: 'OK', reason: MARK, reasonData: MARK } })],
    ['an event with more in it', alarm({}, { 'replay-name': MARK, more: { secret: MARK } })],
    ['an event that is none', { token: MARK, detail: { state: { value: MARK } } }],
  ])('nothing of %s', async (_, event) => {
    const { edge, ends, hear, heard, text } = sinks();
    const send = async ({ input }: { input: unknown }) => {
      hear(input);
      return {};
    };
    await ends(onAlarm({ states: { send }, dynamo: { send: async () => ({}) } }, place, edge)(event));
    expect(heard.length).toBeGreaterThan(1);
    expect(text()).not.toContain(MARK);
  });

  const because = 'I looked';
  const approve = { kind: 'approve', run: RUN_ID, because };
  const signed = {
    ...personRequest(approve),
    headers: { 'content-type': 'application/json', authorization: MARK, cookie: MARK, 'x-amz-security-token': MARK },
    rawQueryString: `token=${MARK}`,
    queryStringParameters: { token: MARK },
    cookies: [MARK],
  };
  test.each<[string, object]>([
    ['the headers and the query of a request', signed],
    ['a body that is no JSON', { ...signed, body: `token=${MARK}` }],
    ['a body in another type', { ...signed, headers: { 'content-type': MARK }, body: MARK }],
    ['a member that nobody asked for', { ...signed, body: JSON.stringify({ ...approve, password: MARK }) }],
    ['a word that is none of ours', { ...signed, body: JSON.stringify({ ...approve, kind: MARK }) }],
    ['a run of somebody else', { ...signed, body: JSON.stringify({ kind: MARK, run: MARK, epoch: MARK, because }) }],
    ['a path that is none', { ...signed, rawPath: `/${MARK}` }],
    ['a caller of nowhere', personRequest(approve, { by: MARK })],
  ])('nothing of %s', async (_, request) => {
    const { edge, ends, hear, heard, text } = sinks();
    const send = async ({ input }: { input: unknown }) => {
      hear(input);
      return {};
    };
    const dynamo = { send };
    const clients = { dynamo, states: dynamo, s3: dynamo, sns: dynamo };
    await ends(decideApproval(clients, place, edge)(request));
    await ends(changeControls({ ...clients, ...edge }, place)(request));
    expect(heard.length).toBeGreaterThan(3);
    expect(text()).not.toContain(MARK);
  });
});

describe('text from outside is one line and no more', () => {
  test.each(['understudy-region', 'understudy-release', 'location'])('of the header %s', async (name) => {
    const headers = { 'understudy-region': HERE, 'understudy-release': RELEASE, [name]: HOSTILE };
    const status = name === 'location' ? 302 : 200;
    const all = await heardOf({ outcome: 'answered', status, headers, body: HOSTILE, latencyMilliseconds: 1 });
    expect(unprintable(textsIn(all.heard))).toEqual([]);
  });

  test('of an error of the network', async () => {
    const all = await heardOf({ outcome: 'unreachable', because: `tls: ${HOSTILE}`, asked: true });
    const sentences = textsIn(all.heard).filter((text) => text.includes('canar'));
    expect(sentences).not.toEqual([]);
    expect(unprintable(sentences)).toEqual([]);
  });

  test('of a hook, a stack and an alarm', async () => {
    const { edge, ends, hear, heard } = sinks();
    const world = pointWorld('beforePromotion');
    world.answers.push(answering({ status: 'pending', because: `a ${HOSTILE} b` }));
    await ends(beforePromotion(world.clients, { ...world.edge, log: edge.log })(world.event));
    hear(world.records.map(({ because }) => because));
    const stacks = stackWorld();
    stands(stacks, `orders-data-${RELEASE}`, { status: 'ROLLBACK_COMPLETE', tags: ourTags(), reason: HOSTILE });
    const event = { ...run, plan: signedPlan, checkReadiness: record({ lags: [], release: releaseOf() }) };
    await ends(deployStacks(clientsOf(stacks), edge)(event));
    expect(heard.length).toBeGreaterThan(3);
    expect(unprintable(textsIn(heard))).toEqual([]);
  });

  const failures = [{ step: `Admit${HOSTILE}`, kind: 'broken' as const, because: HOSTILE, at: HOSTILE }];
  const records = [
    { seq: 1, previousSha256: '', sha256: '', at: NOW, runId: RUN_ID, epoch: 1, kind: 'called' as const },
  ].map((one) => ({ ...one, step: 'AdmitRun', because: HOSTILE, data: {} }));

  test('in what people are told by mail', () => {
    const told = notificationOf(
      { ...document, request: { reason: HOSTILE }, run: { ...document.run, id: HOSTILE }, failures },
      { key: 'k', problem: HOSTILE, records },
    );
    expect(unprintable([told.subject, ...told.message.split('\n')])).toEqual([]);
    expect(told.subject).toMatch(/^[ -~]{1,99}$/);
  });

  test('in what a terminal is given', () => {
    const written: string[] = [];
    narrator({ silent: false, color: false, write: (line) => written.push(line) })({
      kind: 'moment',
      atSeconds: 1,
      step: 'World',
      because: HOSTILE,
    });
    const status = statusLines(
      statusOf({
        plan,
        writers: {},
        regions: [{ region: HERE, outcome: 'unreachable', because: HOSTILE }],
      }),
    );
    expect(unprintable([...evidenceLines(records), ...status])).toEqual([]);
    expect(written).toHaveLength(1);
  });

  /**
   * Commands that print words of this program alone, what the person has just typed, or what was made harmless before
   * colours were added to it.
   */
  const OWN_WORDS = ['completion', 'live/rehearsal-teller', 'program', 'rehearse', 'release/key', 'watch'].map(
    (file) => `lib/cli/${file}.ts`,
  );

  /** The page of a run is shown hostile words in `lib/report/run-report/page.test.ts`, mission control in its own. */
  const HTML_PAGES = [
    'lambdas/edge/evidence-bucket.ts',
    'lib/rehearsal/serve/page-files.ts',
    'lib/report/release-diff.ts',
    'lib/report/run-report/page.ts',
  ];

  test('on its way to a terminal: no command prints but through what makes it harmless', () => {
    const commands = projectFiles().filter((path) => /^(lib\/cli|bin)\/.*(?<!\.test)\.ts$/.test(path));
    const bare = commands.filter((path) =>
      [...readFileSync(join(ROOT, path), 'utf8').matchAll(/console\.(?:log|error)\((.*)/g)].some(
        ([, what = '']) => !/^(printable\(|JSON\.stringify\()/.test(what),
      ),
    );
    expect(bare.sort()).toEqual(OWN_WORDS);
  });

  test('in a page of HTML: each that there is escapes all of it', () => {
    const product = projectFiles().filter((path) => /^(lib|lambdas|bin)\/.*(?<!\.test)\.ts$/.test(path));
    const ofKind = (kind: RegExp) => product.filter((path) => kind.test(readFileSync(join(ROOT, path), 'utf8')));
    // No sheet is written, so that no `=cmd()` is ever run.
    expect([ofKind(/<html|text\/html/).sort(), ofKind(/text\/csv/)]).toEqual([HTML_PAGES, []]);
    const side = { release: HOSTILE, source: HOSTILE };
    const resource = {
      logicalId: HOSTILE,
      type: HOSTILE,
      impact: 'updated' as const,
      isStateful: true,
      properties: [],
    };
    const stack = {
      stack: HOSTILE,
      change: 'changed' as const,
      settings: [HOSTILE],
      resources: [resource],
      text: HOSTILE,
    };
    const page = releaseDiffPage({ from: side, to: side, stacks: [stack] });
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
  });
});
