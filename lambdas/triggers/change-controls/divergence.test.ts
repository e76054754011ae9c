import type { Divergence } from '../../../lib/domain/divergence';
import { namesOf } from '../../../lib/domain/names';
import { HERE, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { ALICE, personRequest } from '../../../test/person-request';
import { smallTable } from '../../../test/small-table';
import { divergenceTable } from '../../edge/divergence-table';
import { createHandler } from './handler';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const wanted = { kind: 'acknowledge-divergence', because: 'the three orders were placed again' };
const recorded: Divergence = {
  epoch: 201,
  activeRegion: 'us-east-1',
  runId: RUN_ID,
  at: NOW,
  databases: [{ globalCluster: 'orders', because: '3 rows are here alone', snapshot: 'understudy-orders-1' }],
  version: 1,
};

async function smallWorld(divergence?: Divergence) {
  const dynamo = smallTable();
  const table = divergenceTable(dynamo, { plan: plan.name, names: place.names });
  if (divergence) await table.write(divergence, undefined);
  const silent = { send: async () => ({}) };
  const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
  const clients = { dynamo, states: silent, s3: silent, sns: silent, clock, log: () => {} };
  return { dynamo, table, ask: createHandler(clients, place) };
}

test('a person acknowledges what was left behind, and is told all of it', async () => {
  const { table, ask } = await smallWorld(recorded);
  const answer = await ask(personRequest(wanted));
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toContain('3 rows are here alone; kept as snapshot understudy-orders-1');
  const { because } = wanted;
  expect(await table.read()).toEqual({ ...recorded, acknowledged: { by: ALICE, because, at: NOW }, version: 2 });
});

test.each<[string, Divergence | undefined, string]>([
  ['while nothing was left behind', undefined, 'there is nothing to acknowledge'],
  ['a second time', { ...recorded, acknowledged: { by: 'bob', because: 'x', at: NOW } }, 'was acknowledged by bob'],
])('409 %s', async (_, divergence, sentence) => {
  const { table, ask } = await smallWorld(divergence);
  const answer = await ask(personRequest(wanted));
  expect(answer).toMatchObject({ statusCode: 409, body: expect.stringContaining(sentence) });
  expect(await table.read()).toEqual(divergence);
});

test('nobody acknowledges what they have not seen: a copy that is named meanwhile is told of', async () => {
  const { dynamo, table, ask } = await smallWorld(recorded);
  const named = { ...recorded, databases: [{ globalCluster: 'orders', because: 'and more' }], version: 2 };
  dynamo.meanwhile = () => {
    if (dynamo.sent.filter((call) => call === 'PutItem').length !== 2) return;
    dynamo.meanwhile = () => {};
    void table.write(named, recorded);
  };
  const answer = await ask(personRequest(wanted));
  expect(answer.body).toContain('and more; no snapshot is kept');
  expect(await table.read()).toMatchObject({ databases: named.databases, version: 3 });
});

test('400 without a reason', async () => {
  const { ask } = await smallWorld(recorded);
  expect(await ask(personRequest({ kind: wanted.kind }))).toMatchObject({ statusCode: 400 });
});
