import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { Edge } from '../lambdas/edge/step-handler';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../lib/domain/evidence';
import type { HookInput } from '../lib/domain/hook';
import { namesOf } from '../lib/domain/names';
import type { Hook, HookPoint } from '../lib/domain/plan-verbs';
import { document, EPOCH, HERE, NOW, planWith } from './fixtures';

export const hookOf = (changes: Partial<Hook> = {}): Hook => ({
  function: 'migrate',
  timeoutSeconds: 900,
  onFailure: 'stop',
  ...changes,
});

/** What `lambda.send` comes to: an answer, or an error to throw. */
type Answer = object | Error;
export const answering = (value: unknown, more: object = {}): Answer => ({
  StatusCode: 200,
  Payload: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  ...more,
});
export const done = answering({ status: 'done', because: 'it is so' });

/** Hooks that answer as a test says, a clock, and the evidence of one run. */
export function hookWorld() {
  const world = {
    now: Date.parse(NOW),
    /** Answers to the next calls; afterwards each is done. */
    answers: [] as Answer[],
    asked: [] as { function: string; input: HookInput }[],
    records: [] as EvidenceRecord[],
    /** Whether the run still owns its epoch. */
    owns: true,
    evidenceIsAway: false,
  };
  const lambda = {
    async send(command: unknown) {
      if (!(command instanceof InvokeCommand)) throw new Error('expected an InvokeCommand');
      const { FunctionName = '', Payload, InvocationType } = command.input;
      expect(InvocationType).toBe('RequestResponse');
      world.asked.push({ function: FunctionName, input: JSON.parse(Buffer.from(Payload as Uint8Array).toString()) });
      const answer = world.answers.shift() ?? done;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const append = async (entry: EvidenceEntry) => {
    if (world.evidenceIsAway) throw new Error('table is away');
    world.records.push(chained(world.records.at(-1), entry));
  };
  const edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({ guard: async () => world.owns }),
    evidence: () => ({ append, read: async () => world.records }),
  } as unknown as Edge;
  return Object.assign(world, { clients: { lambda }, edge });
}

const POINTS: readonly HookPoint[] = [
  ...(['beforePromotion', 'afterPromotion', 'beforeTraffic', 'afterTraffic', 'fence', 'unfence'] as const),
];

/** A run that has come to a point, under a plan with one hook at each. */
export function pointWorld(point: HookPoint) {
  const hooks = Object.fromEntries(POINTS.map((one) => [one, [hookOf({ function: `hook-of-${one}` })]]));
  const plan = planWith({ hooks: hooks as Record<HookPoint, Hook[]> });
  const place = { plan, region: HERE, names: namesOf(plan, HERE) };
  return Object.assign(hookWorld(), { point, place, event: { ...document, plan, admitRun: admitted } });
}

/** What admit-run leaves in a run. */
export const admitted = {
  status: 'done',
  looks: 1,
  because: 'admitted',
  firstLookAt: NOW,
  lookAgainSeconds: 0,
  said: [],
  output: { epoch: EPOCH, reason: 'us-east-1 is unreachable' },
};
