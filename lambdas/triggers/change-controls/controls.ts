import type { Place } from '../../../lib/domain/step';
import { automationTable } from '../../edge/automation-table';
import { divergenceTable } from '../../edge/divergence-table';
import { type LeftBehindClients, leftBehind } from '../../edge/left-behind';
import { ownerOf } from '../../edge/lock-owner';
import { lockTable } from '../../edge/lock-table';
import { answered, type UrlAnswer } from '../../edge/person';
import { type ControlDecision, decide, type Said, type SeenControls } from './decide';

/** What persons control in this Region: automatic runs, and the lock. */
export function controls(clients: LeftBehindClients, place: Place) {
  const { plan, names } = place;
  const { dynamo, states } = clients;
  const automation = automationTable(dynamo, { plan: plan.name, names });
  const divergence = divergenceTable(dynamo, { plan: plan.name, names });
  const table = lockTable(dynamo, { plan: plan.name, names });

  const look = async ({ wanted: { kind }, at }: Said): Promise<SeenControls> => {
    if (kind === 'acknowledge-divergence') {
      return { lock: undefined, automation: undefined, divergence: await divergence.read() };
    }
    const [lock, said] = await Promise.all([table.read(), automation.read()]);
    return kind !== 'break-lock' || lock === undefined || lock.state === 'free'
      ? { lock, automation: said }
      : { ...(await ownerOf({ here: place.region, table, states }, lock, at)), automation: said };
  };

  const carriedOut = (decision: Exclude<ControlDecision, { kind: 'nothing' }>, seen: SeenControls, { at }: Said) => {
    if (decision.kind === 'write') return automation.write(decision.next, seen.automation);
    if (decision.kind === 'write-divergence') return divergence.write(decision.next, seen.divergence);
    return leftBehind(clients).close({ ...place, ...decision.closing, now: at });
  };

  /** What the person is answered; `undefined` when somebody else wrote at the same moment, and nothing was done. */
  const attempt = async (said: Said): Promise<UrlAnswer | undefined> => {
    const seen = await look(said);
    const decision = decide(seen, said, place);
    if (decision.kind === 'nothing') return decision.answer;
    return (await carriedOut(decision, seen, said)) ? decision.answer : undefined;
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
