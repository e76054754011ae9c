import fc from 'fast-check';
import { askedBy } from '../../lambdas/edge/person';
import { wantedIn as controlWanted } from '../../lambdas/triggers/change-controls/decide';
import { createHandler as controls } from '../../lambdas/triggers/change-controls/handler';
import { wantedIn as approvalWanted } from '../../lambdas/triggers/decide-approval/decide';
import { createHandler as approvals } from '../../lambdas/triggers/decide-approval/handler';
import { questionIn } from '../../lambdas/triggers/serve-signal/decide';
import { namesOf } from '../../lib/domain/names';
import { HERE, NOW, plan, RUN_ID } from '../fixtures';
import { personRequest } from '../person-request';
import { claim, expectSentences, HANG_MILLISECONDS, unpolluted } from './fuzz';
import { anyJson, anyText, HUGE, leavesOf, replaced } from './texts';

const names = namesOf(plan, HERE);
const place = { plan, region: HERE, names };

/** AWS that is only ever read, and holds nothing. */
const reading = () => {
  const written: string[] = [];
  const send = async (command: object) => {
    const name = command.constructor.name;
    if (/^(Put|Update|Delete|Start|Stop|Publish)/.test(name)) written.push(name);
    return {};
  };
  return { written, clients: { dynamo: { send }, states: { send }, s3: { send }, sns: { send } } };
};
const clock = { now: () => Date.parse(NOW), sleep: async () => {} };

const functions = [
  {
    name: 'decide-approval',
    body: { kind: 'approve', run: RUN_ID, because: 'it is down' },
    wanted: (body: unknown) => approvalWanted(body, names),
    handler: () => {
      const { clients, written } = reading();
      return { written, ask: approvals(clients, place, { clock, log: () => {} }) };
    },
  },
  {
    name: 'change-controls',
    body: { kind: 'break-lock', epoch: 101, because: 'it hangs' },
    wanted: controlWanted,
    handler: () => {
      const { clients, written } = reading();
      return { written, ask: controls({ ...clients, clock, log: () => {} }, place) };
    },
  },
];

const said = ({ statusCode, body }: { statusCode: number; body: string }): number => {
  expectSentences([JSON.parse(body).because], 900);
  return statusCode;
};

describe.each(functions)('$name', ({ body, wanted, handler }) => {
  const answered = (event: unknown) =>
    unpolluted(async () => {
      const { ask, written } = handler();
      const status = said(await ask(event));
      expect(written).toEqual([]);
      return status;
    });

  claim('answers any event in a sentence, and changes nothing', anyJson, async (event) => {
    expect(await answered(event)).toBe(400);
  });

  const event = personRequest(body);
  const leaf = fc.constantFrom(...leavesOf(event));
  claim('answers an event with any value anywhere in a sentence', fc.tuple(leaf, anyJson), async ([path, value]) => {
    expect([400, 403, 404, 405, 409, 413, 415]).toContain(await answered(replaced(event, path, value)));
  });

  claim(
    'answers any body in a sentence',
    fc.oneof(
      anyText,
      anyJson.map((json) => JSON.stringify(json)),
    ),
    async (text) => {
      expect([400, 413]).toContain(await answered({ ...event, body: text }));
    },
  );

  const member = fc.constantFrom(...Object.keys(body), 'constructor', 'more');
  claim(
    'wants nothing of a body that holds any value anywhere, or says why',
    fc.tuple(member, anyJson),
    ([key, value]) => {
      const read = wanted({ ...body, [key]: value });
      if ('answer' in read) said(read.answer);
      else expectSentences([read.wanted.because], 500);
    },
  );

  test.each(HUGE)('refuses %s, and soon', async (_, huge) => {
    const began = performance.now();
    for (const text of [huge, `{"kind":"approve","because":${huge}}`]) {
      expect([400, 413]).toContain(await answered({ ...event, body: text }));
    }
    expect(performance.now() - began).toBeLessThan(HANG_MILLISECONDS);
  });

  test.each(['PUT', 'GET', 'post', 'HEAD'])('answers %s with 405', async (method) => {
    expect(await answered(personRequest(body, { method }))).toBe(405);
  });
});

const stranger = fc.oneof(
  anyText,
  fc.constantFrom(
    'arn:aws:iam::999922223333:user/alice',
    'arn:aws:iam::111122223333:user/alice\n',
    'xarn:aws:iam::111122223333:user/alice',
    'arn:aws:sts::1111222233334:assumed-role/OnCall/alice',
    `arn:aws:lambda::${plan.account}:user/alice`,
    '',
  ),
);
claim('no caller but one of the account is heard', stranger, (by) => {
  expect(askedBy(personRequest({}, { by }), plan.account)).toHaveProperty('answer.statusCode', 403);
});

claim(
  'a signal is asked for by its path alone',
  fc.oneof(anyText, fc.stringMatching(/^\/claim\/.{0,20}$/)),
  (rawPath) => {
    const asked = questionIn({ rawPath, requestContext: { http: { method: 'GET' } } });
    if ('answer' in asked) {
      expect(asked.answer.statusCode).toBe(404);
      if (rawPath.length > 9) expect(asked.answer.body).not.toContain(rawPath);
    } else expect(rawPath).toBe(`/claim/${rawPath.slice('/claim/'.length)}`);
    if ('settledEpoch' in asked) expect(Number.isSafeInteger(asked.settledEpoch)).toBe(true);
  },
);

claim('any other event at the signal is a bad request', anyJson, (event) => {
  expect(questionIn(event)).toHaveProperty('answer.statusCode', 400);
});
