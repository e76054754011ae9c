/** A statement of a policy, as a template holds it. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** One line for each action on each resource, with its condition. */
export const lines = (statements: readonly Statement[]) =>
  statements.flatMap(({ Action, Resource, Condition = {} }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        [Resource].flat().map((resource) => `${action} ${JSON.stringify(resource)} ${JSON.stringify(Condition)}`),
      ),
  );
