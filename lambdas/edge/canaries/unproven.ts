import type { Plan } from '../../../lib/domain/plan';

/** What a drill of a plan does not prove, in a sentence. @default it proves all that a drill can */
export function unprovenByDrill({ canaries }: Pick<Plan, 'canaries'>): string | undefined {
  const asked = canaries.filter(({ drillUrl }) => drillUrl !== undefined);
  if (!asked.some(({ kind }) => kind === 'read')) {
    return 'no read canary has a drillUrl: only that the stacks are complete is proven';
  }
  if (!asked.some(({ kind }) => kind === 'write')) {
    return 'no write canary has a drillUrl: that a refused write is survived is not proven';
  }
  return undefined;
}
