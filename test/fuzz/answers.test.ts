import fc from 'fast-check';
import { answerProblem } from '../../lambdas/edge/canaries/judge';
import { writeResult } from '../../lambdas/edge/canaries/refused-write';
import { hookCalls } from '../../lambdas/edge/hooks/calls';
import { masked } from '../../lambdas/edge/hooks/masked';
import { readLedger } from '../../lambdas/edge/ledger';
import { addressProblem } from '../../lambdas/edge/public-address';
import type { WebAnswer } from '../../lambdas/edge/web';
import { beforeTraffic } from '../../lambdas/steps/before-traffic/step';
import { heartbeatIn } from '../../lambdas/steps/check-readiness/heartbeat';
import { judgeProbe } from '../../lib/domain/probe';
import { type Settlement, saidSettlement, settlementFrom, settlementText } from '../../lib/domain/settlement';
import { settlementIn } from '../../lib/domain/traffic';
import { urlProblem } from '../../lib/domain/url';
import { HERE, inputFor, NOW, plan } from '../fixtures';
import { answering, hookWorld } from '../hook-world';
import { claim, expectSentences, unpolluted } from './fuzz';
import { anyJson, anyText, HUGE } from './texts';

const body = fc.oneof(
  anyText,
  anyJson.map((json) => JSON.stringify(json)),
  fc.constantFrom(...HUGE.map(([, huge]) => huge.slice(0, 65_536))),
);
const header = fc.oneof(anyText, fc.constant(HERE), fc.constant('r-1a2b3c'));
const webAnswer: fc.Arbitrary<WebAnswer> = fc.oneof(
  fc.record({
    outcome: fc.constant('answered' as const),
    status: fc.constantFrom(100, 200, 204, 301, 403, 404, 429, 500, 502, 599, 999),
    headers: fc.record(
      { 'understudy-region': header, 'understudy-release': header, location: header },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Record<string, string>>,
    body,
    latencyMilliseconds: fc.nat({ max: 60_000 }),
  }),
  fc.record({
    outcome: fc.constant('unreachable' as const),
    because: fc.constant('nothing answers'),
    asked: fc.boolean(),
  }),
);

const expected = { region: HERE, release: 'r-1a2b3c', latencyMillisecondsMax: 2000 };
const stored = { nonce: 'f00d', epoch: 101 };

describe('What a service answers', () => {
  claim('passes a canary only with the proof in it', webAnswer, (answer) => {
    const problem = answerProblem(answer, { ...expected, stored });
    if (problem !== undefined) return expectSentences([problem]);
    expect(answer).toMatchObject({ outcome: 'answered', headers: { 'understudy-region': HERE } });
    expect(JSON.parse((answer as { body: string }).body)).toMatchObject(stored);
  });

  claim('is a refused write only with the proof in it', webAnswer, (answer) => {
    const result = writeResult(answer, expected);
    if (result.kind === 'unanswered') expectSentences([result.because]);
    if (result.kind === 'refused') expect(answer).toMatchObject({ headers: { 'understudy-region': HERE } });
  });

  claim('is judged in a sentence as a probe', webAnswer, (answer) => expectSentences([judgeProbe(answer).because]));

  claim('is a heartbeat with a time that has been, or a sentence', webAnswer, (answer) => {
    const beat = heartbeatIn(answer, NOW);
    if ('because' in beat) expectSentences([beat.because]);
    else expect(Date.parse(beat.at)).toBeLessThanOrEqual(Date.parse(NOW) + 5000);
  });

  claim('is a ledger of that Region, or a sentence', webAnswer, async (answer) => {
    const [database] = plan.databases;
    const ledger = 'https://{region}.orders.example.com/ledger';
    const question = { database: { ...database, globalCluster: 'orders', ledger } as never, region: HERE, now: NOW };
    const found = await readLedger({ ask: async () => answer }, question);
    if (found.outcome !== 'read') return expectSentences([found.because]);
    expect(answer).toMatchObject({ headers: { 'understudy-region': HERE } });
    expect(Number.isInteger(found.value.rows)).toBe(true);
  });
});

describe('What a hook answers', () => {
  const recorded = async (answer: object) => {
    const world = hookWorld();
    world.answers.push(answer);
    const act = { kind: 'hook', point: 'beforeTraffic', function: 'migrate', looks: 1 } as const;
    await hookCalls(world.clients, world.edge).perform(act, inputFor(beforeTraffic), {
      step: { name: 'BeforeTraffic' },
    });
    const [record] = world.records;
    return { status: record?.data.status, because: record?.because ?? '' };
  };

  claim('is failed in a sentence, whatever it is', body, (text) =>
    unpolluted(async () => {
      const { status, because } = await recorded({ Payload: Buffer.from(text) });
      expectSentences([because], 1000);
      expect(status).toBe('failed');
    }),
  );

  const reply = fc.record({ status: fc.constantFrom('pending', 'done', 'refused'), because: anyText });
  claim('is written down as it is, or failed', reply, async (said) => {
    const { status, because } = await recorded(answering(said));
    expectSentences([because], 1000);
    expect([said.status, 'failed']).toContain(status);
  });

  claim('is failed where the function has', fc.tuple(body, anyText), async ([text, FunctionError]) => {
    const { status, because } = await recorded({
      Payload: Buffer.from(text),
      FunctionError: FunctionError || 'Unhandled',
    });
    expectSentences([because], 1000);
    expect(status).toBe('failed');
  });

  const secret = fc.stringMatching(/^[A-Za-z0-9]{16}$/);
  const around = fc.constantFrom('password=', 'dbSecret: ', '{"apiKey": "', 'Authorization: Bearer ', 'https://user:');
  claim('is kept without its secrets', fc.tuple(around, secret, anyText), ([before, value, after]) => {
    const text = `${before}${value}${before.includes('https') ? '@host' : ''}" ${after}`;
    expect(masked(text)).not.toContain(value);
  });
});

const region = fc.constantFrom('us-east-1', 'us-west-2', 'eu-west-1');
const settlement: fc.Arbitrary<Settlement> = fc.record({
  epoch: fc.nat(),
  serial: fc.nat({ max: 999_999_999 }),
  active: region,
  attached: fc.uniqueArray(region),
});

describe('A TXT record', () => {
  claim('says the settlement that was written into it', settlement, (said) => {
    expect(settlementFrom(settlementText(said))).toEqual(said);
  });

  claim('of any text is no settlement, or the one that is written again', anyText, (text) => {
    const said = settlementFrom(text);
    if (said) expect(settlementFrom(settlementText(said))).toEqual(said);
  });

  const near = fc.tuple(settlement.map(settlementText), anyText, fc.nat({ max: 40 }));
  claim('with strange characters in it is refused, or reads the same again', near, ([text, other, at]) => {
    const said = settlementFrom(text.slice(0, at) + other + text.slice(at));
    if (said) expect(settlementFrom(settlementText(said))).toEqual(said);
  });

  claim(
    'among others is one settlement, none, or unclear in a sentence',
    fc.array(fc.array(anyText, { maxLength: 3 }), { maxLength: 3 }),
    (texts) => {
      const said = saidSettlement(texts);
      if ('because' in said) expectSentences([said.because], 3000);
    },
  );

  claim(
    'of a zone in any shape is read or left',
    fc.array(
      fc.record({
        Name: anyText,
        Type: fc.constantFrom('TXT', 'A'),
        ResourceRecords: fc.array(fc.record({ Value: anyText })),
      }),
    ),
    (records) => {
      const said = settlementIn(plan, records);
      if (said) expect(settlementFrom(settlementText(said))).toEqual(said);
    },
  );
});

describe('A URL', () => {
  const host = fc.domain();
  claim('of a public name over https is allowed', host, (name) => {
    expect(urlProblem(`https://${name}/path?query=1`)).toBeUndefined();
  });

  const anyUrl = fc.oneof(
    anyText,
    fc.webUrl({ withFragments: true, withQueryParameters: true, validSchemes: ['http', 'https', 'ftp'] }),
    fc.ipV4Extended().map((address) => `https://${address}/`),
    fc.ipV6().map((address) => `https://[${address}]/`),
    fc.tuple(anyText, anyText).map(([one, other]) => `https://${one}.example.com/${other}`),
    // What `new URL` writes anew without a word: other alphabets, capitals, soft hyphens, other dots.
    fc.constantFrom('ⓔ', 'Ｅ', 'ﬁ', 'E', '\u00AD', '。', '%61').map((odd) => `https://a${odd}b.example.com/`),
  );
  claim('of any kind is refused in a sentence, or names a public host as it is written', anyUrl, (written) => {
    const problem = urlProblem(written);
    if (problem !== undefined) return expectSentences([problem]);
    const { protocol, hostname, href } = new URL(written);
    expect(protocol).toBe('https:');
    expect(hostname).toMatch(/[a-z]/);
    expect(new URL(href).hostname).toBe(hostname);
    expect(written.startsWith(`https://${hostname}`)).toBe(true);
  });

  const inside = fc.constantFrom(
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
  );
  const spelling = fc.constantFrom<(parts: readonly number[]) => string>(
    (parts) => parts.join('.'),
    (parts) => parts.map((part) => `0x${part.toString(16)}`).join('.'),
    (parts) => parts.map((part) => `0${part.toString(8)}`).join('.'),
    (parts) => String(parts.reduce((sum, part) => sum * 256 + part, 0)),
    (parts) => `0x${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`,
    (parts) => `[::ffff:${parts.join('.')}]`,
    (parts) => `[64:ff9b::${parts.join('.')}]`,
    (parts) => `${parts.join('.')}.`,
  );
  claim('of an address inside is refused in every spelling', fc.tuple(inside, spelling), ([address, spelt]) => {
    expect(urlProblem(`https://${spelt(address.split('.').map(Number))}/`)).toBeDefined();
    expect(
      urlProblem(`https://${spelt(address.split('.').map(Number))}:8443/{region}`, { mayNamePort: true }),
    ).toBeDefined();
    expect(addressProblem(address)).toBeDefined();
  });

  claim('of any text is no address that may be called', anyText, (text) => {
    expect(addressProblem(text)).toBeDefined();
  });
});
