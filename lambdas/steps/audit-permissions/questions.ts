import type { AwsCall, Right } from '../../../lib/domain/calls';

/** What IAM is asked at once of one step's role: each action on each resource. */
export interface Question {
  readonly step: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: NonNullable<Right['context']>;
}

/**
 * The rights of calls in as few questions as say the same: a simulation answers every action on every resource, so only
 * what agrees in one of the two is put together.
 */
export function questionsOf(calls: readonly AwsCall[]): Question[] {
  const single = calls.flatMap(({ step, rights }) =>
    rights.map(({ action, resources, context = {} }) => ({ step, actions: [action], resources, context })),
  );
  const byResources = merged(single, ({ step, resources, context }) => [step, resources, context]);
  return merged(byResources, ({ step, actions, context }) => [step, actions, context]);
}

function merged(questions: readonly Question[], sameness: (question: Question) => unknown): Question[] {
  const kept = new Map<string, Question>();
  for (const question of questions) {
    const key = JSON.stringify(sameness(question));
    const before = kept.get(key);
    kept.set(key, {
      ...question,
      actions: [...new Set([...(before?.actions ?? []), ...question.actions])],
      resources: [...new Set([...(before?.resources ?? []), ...question.resources])],
    });
  }
  return [...kept.values()];
}
