import type { Lock } from '../../../lib/domain/lock';
import type { Place } from '../../../lib/domain/step';
import { releaseInput } from '../../edge/lock-table';

/**
 * The command with which a person gives back the lock of a run that is dead: the very write the run would have made,
 * which does nothing once another run holds the lock.
 */
export function freeLockCommand({ owner, epoch }: Lock, { plan, names, region }: Place): string {
  const input = releaseInput({ plan: plan.name, names }, owner, epoch);
  return `aws dynamodb update-item --region ${region} --cli-input-json ${quoted(JSON.stringify(input))}`;
}

/** One word for a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
