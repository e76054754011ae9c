import type { Place } from '../../../lib/domain/step';
import { automationTable } from '../../edge/automation-table';
import { isoAt } from '../../edge/clock';
import { evidenceTable } from '../../edge/evidence-table';
import { endOf } from '../../edge/execution-end';
import { type LeftBehindClients, leftBehind } from '../../edge/left-behind';
import { lockTable } from '../../edge/lock-table';
import { answered, type UrlAnswer } from '../../edge/person';
import { type ControlDecision, decide, type Said, type SeenControls } from './decide';
import { changeControls } from './trigger';

type Closing = Extract<ControlDecision, { kind: 'close' }>;

/** What persons control in this Region: automatic runs, and the lock. */
export function controls(clients: LeftBehindClients, place: Place) {
  const { plan, names } = place;
  const { dynamo, states, clock, log } = clients;
  const automation = automationTable(dynamo, { plan: plan.name, names });
  const table = lockTable(dynamo, { plan: plan.name, names });

  const look = async ({ wanted: { kind }, at }: Said): Promise<SeenControls> => {
    const [lock, said] = await Promise.all([table.read(), automation.read()]);
    const seen = { lock, automation: said };
    return kind !== 'break-lock' || lock === undefined || lock.state === 'free'
      ? seen
      : { ...seen, ended: await endOf(states, lock, at) };
  };

  /** Evidence that cannot be written must not keep a lock from being broken; the log names the person as well. */
  const record = async ({ lock: { owner, epoch }, because }: Closing, { by }: Said) => {
    const entry = { at: isoAt(clock.now()), runId: owner, epoch, step: changeControls.name, because };
    try {
      await evidenceTable(dynamo, names).append({ ...entry, kind: 'decided', data: { by } });
    } catch (error) {
      log({ trigger: changeControls.name, kind: 'evidence-missing', because, error: String(error), runId: owner });
    }
  };

  /** Whether the lock is free now; what the run could not say is said in its place. */
  const close = async (closing: Closing, ended: SeenControls['ended'], said: Said): Promise<boolean> => {
    await record(closing, said);
    const { lock, status } = closing;
    return leftBehind(clients).close({ ...place, lock, ended: { ...ended, status }, now: said.at });
  };

  /** What the person is answered; `undefined` when somebody else wrote at the same moment, and nothing was done. */
  const attempt = async (said: Said): Promise<UrlAnswer | undefined> => {
    const seen = await look(said);
    const decision = decide(seen, said, place);
    if (decision.kind === 'nothing') return decision.answer;
    const isDone =
      decision.kind === 'write'
        ? await automation.write(decision.next, seen.automation)
        : await close(decision, seen.ended, said);
    return isDone ? decision.answer : undefined;
  };

  return {
    /** Does what a person wants, if it may be done. @throws when DynamoDB could not tell */
    async change(said: Said): Promise<UrlAnswer> {
      // A person's word is said again beside the other's; a lock that was just written to is for the person to look at.
      const attemptsMax = said.wanted.kind === 'break-lock' ? 1 : 2;
      for (let attempts = 0; attempts < attemptsMax; attempts++) {
        const answer = await attempt(said);
        if (answer) return answer;
      }
      return answered(409, 'somebody else wrote at the same moment, and nothing was changed; look at it again');
    },
  };
}
