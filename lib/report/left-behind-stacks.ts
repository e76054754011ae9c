import type { EvidenceRecord } from '../domain/evidence';
import { stacksCalledBy } from '../domain/evidence-ending';
import type { Place } from '../domain/step';
import { deleteStackCommand } from './delete-stack';

/** A message holds so many commands and stays readable. */
const COMMANDS_MAX = 20;

/**
 * Stacks that a run which could not end by itself may have left, the last created first, as they are to be deleted.
 * None once its database or its traffic was moved, because what it deployed may serve by then; and none once it has
 * retired them.
 */
export function stacksLeftBy(records: readonly EvidenceRecord[]): string[] {
  return records.some(isMove) || records.some(isRetired) ? [] : stacksCalledBy(records, 'DeployStacks').reverse();
}

const isMove = ({ kind, step }: EvidenceRecord): boolean =>
  (step === 'PromoteDatabase' && (kind === 'called' || kind === 'decided')) ||
  (step === 'ShiftTraffic' && kind === 'called');

const isRetired = ({ kind, step }: EvidenceRecord): boolean => kind === 'decided' && step === 'RetireStacks';

/** What people are told of them, with the command for each. @param records `undefined` where they cannot be read */
export function stackLinesOf(place: Place, records: readonly EvidenceRecord[] | undefined): string[] {
  const stacks = stacksLeftBy(records ?? []);
  if (stacks.length === 0) return [];
  const more = stacks.length - COMMANDS_MAX;
  return [
    '',
    'Stacks that it may have left, and that cost money. The next failover adopts or replaces those of its own release;',
    'if none is to come, and nothing here serves users, these remove them, one after the other:',
    ...stacks.slice(0, COMMANDS_MAX).map((stackName) => `  ${deleteStackCommand(place, stackName)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
