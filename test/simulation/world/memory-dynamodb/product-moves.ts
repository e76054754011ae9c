import { automationTable } from '../../../../lambdas/edge/automation-table';
import { claimTable } from '../../../../lambdas/edge/claim-table';
import type { Sends } from '../../../../lambdas/edge/clients';
import { databaseEvents } from '../../../../lambdas/edge/database-events';
import { evidenceTable } from '../../../../lambdas/edge/evidence-table';
import { lockTable } from '../../../../lambdas/edge/lock-table';
import { timingTable } from '../../../../lambdas/edge/timing-table';
import type { EvidenceEntry } from '../../../../lib/domain/evidence';
import { confirm, intend, type Lock } from '../../../../lib/domain/lock';
import { NOW } from '../../../fixtures';

export type Draw = <Value>(from: readonly Value[]) => Value;
export type Move = () => Promise<unknown>;

export const OWNERS = ['run-1', 'run-2'] as const;
const EPOCHS = [101, 201, 202];

/** What the product does to a plan's items, with owners, epochs and observations that are often the wrong ones. */
export const productMoves = (sends: Sends, table: string, draw: Draw): readonly Move[] => [
  ...lockMoves(sends, table, draw),
  ...itemMoves(sends, table, draw),
];

const placeOf = (table: string) => ({ plan: 'orders', names: { table } });

function lockMoves(sends: Sends, table: string, draw: Draw): readonly Move[] {
  const lock = lockTable(sends, placeOf(table));
  let observed: Lock | undefined;
  const acquire = async (next: Lock | undefined) => next && lock.acquire(next, observed);
  const claimant = () => ({ owner: draw(OWNERS), verb: 'failover' as const, rank: 1, startedAt: NOW, now: NOW });
  const lastRun = () => draw([undefined, { id: draw(OWNERS), endedAt: NOW, changed: draw([true, false]) }]);
  const look = async () => {
    observed = await lock.read();
  };
  return [
    look,
    look,
    () => acquire(intend(observed, claimant())),
    () => acquire(confirm(observed, { owner: draw(OWNERS), rank: 1 }, 0)),
    () => lock.guard(draw(OWNERS), observed?.epoch ?? 101, NOW),
    () => lock.release(draw(OWNERS), draw(EPOCHS), lastRun()),
    async () => observed && lock.close(observed, lastRun()),
  ];
}

function itemMoves(sends: Sends, table: string, draw: Draw): readonly Move[] {
  const place = placeOf(table);
  const automation = automationTable(sends, place);
  const evidence = evidenceTable(sends, place.names);
  const events = databaseEvents(sends, place);
  const entry = (): EvidenceEntry => {
    const because = draw(['called', 'the answer of “été” was 日本']);
    return { at: NOW, runId: draw(OWNERS), epoch: 101, kind: 'called', step: 'PromoteDatabase', because, data: {} };
  };
  return [
    () => claimTable(sends, place).claim({ epoch: draw(EPOCHS), runId: draw(OWNERS), at: NOW }),
    () => claimTable(sends, place).read(),
    async () => {
      const now = await automation.read();
      const next = { state: draw(['on', 'off'] as const), by: 'anna', because: 'maintenance', at: NOW };
      return automation.write({ ...next, version: (now?.version ?? 0) + 1 }, draw([now, undefined]));
    },
    () => evidence.append(entry()),
    () => evidence.read(draw(OWNERS)),
    () => events.keep({ eventId: draw(['a', 'b', 'c']), event: 'RDS-EVENT-0238', cluster: 'c', at: NOW, message: 'm' }),
    () => events.read(),
    () =>
      timingTable(sends, place).add(draw(['failover', 'drill'] as const), {
        runId: draw(OWNERS),
        seconds: { AdmitRun: draw([1, 2.5]) },
      }),
  ];
}
