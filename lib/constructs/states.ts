import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Errors, Fail, Parallel, Pass, type State, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { AnyStep } from '../domain/step';
import { touchNameOf } from '../domain/touch';
import { ENDING } from '../workflow/drawing';
import type { EndsWhen, Grammar } from '../workflow/grammar';
import { causeOf, endsWhen, errorOf, hasFailed, INPUT, MERGED_BRANCHES, ofBranch, withFailure } from './expressions';
import { stepStates, touchState } from './step-states';

/** Leads from a part that is finished, or that failed, to the state that comes next. */
type Open = (next: State) => void;

/** A stretch of a machine: where it begins, and what is not connected yet. */
export interface Part {
  readonly start: State;
  readonly ends: readonly Open[];
  readonly failures: readonly Open[];
  /** Names under which the part records failures. */
  readonly names: readonly string[];
  /** In an order, open failures from before lead here as well. */
  readonly takesFailures: boolean;
}

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-state-machine-structure.html */
const STATE_NAME_CHARACTERS_MAX = 80;

/**
 * Reads a workflow into Step Functions states in JSONata.
 *
 * @param lambdaOf published version of the Lambda behind a step
 * @throws when two states would have the same name, or one has more than 80 characters
 */
export function states(scope: Construct, lambdaOf: (step: AnyStep) => IFunction): Grammar<Part> {
  const named = uniqueNames();
  return {
    inOrder: (first, ...rest) => rest.reduce(then, first),
    together: (...branches) => sideBySide(scope, named, branches),
    untilDone: (step) => {
      named(step.name);
      const { task, onDone, onFailure } = stepStates(scope, step, lambdaOf(step));
      return { start: task, ends: [onDone], failures: [onFailure], names: [step.name], takesFailures: false };
    },
    touch: (...steps) => {
      const touches = Parallel.jsonata(scope, named(`touch ${steps[0].name}`), { arguments: {}, outputs: INPUT });
      for (const step of steps) {
        named(touchNameOf(step));
        touches.branch(touchState(scope, step, lambdaOf(step)));
      }
      const onEnd: Open = (next) => touches.addCatch(next, { errors: [Errors.ALL], outputs: INPUT }).next(next);
      return { start: touches, ends: [onEnd], failures: [], names: [], takesFailures: false };
    },
    orElse: (handler, body) => {
      lead(body.failures, handler.start);
      const names = [...body.names, ...handler.names];
      return { ...body, ends: [...body.ends, ...handler.ends], failures: handler.failures, names };
    },
    always: (part) => ({ ...part, takesFailures: true }),
    finish: (endings) => choiceOf(scope, named, endings),
    stop: (name, because) => ({
      start: Fail.jsonata(scope, named(name), { comment: because, error: errorOf(name), cause: causeOf(because) }),
      ends: [],
      failures: [],
      names: [],
      takesFailures: true,
    }),
  };
}

/** @throws when a workflow ends anywhere but in `finish` or `stop`: a run must say how it ended */
export function closed({ start, ends, failures }: Part): State {
  if (ends.length > 0 || failures.length > 0) {
    throw new Error(
      `the workflow leaves ${ends.length} ends and ${failures.length} failures open; end it with finish and stop`,
    );
  }
  return start;
}

function lead(opens: readonly Open[], next: State): void {
  for (const open of opens) open(next);
}

function then(before: Part, next: Part): Part {
  lead(before.ends, next.start);
  if (next.takesFailures) lead(before.failures, next.start);
  const failures = next.takesFailures ? next.failures : [...before.failures, ...next.failures];
  return { ...before, ends: next.ends, failures, names: [...before.names, ...next.names] };
}

/** Branches in one Parallel. Failures stay inside their branch, because a branch that fails would end its siblings. */
function sideBySide(scope: Construct, named: (name: string) => string, branches: readonly Part[]): Part {
  const [first = '', ...others] = branches.map(({ start }) => start.id);
  const name = `${first} beside ${others.length > 1 ? `${others.length} others` : others[0]}`;
  const parallel = Parallel.jsonata(scope, named(name), { outputs: MERGED_BRANCHES });
  for (const { start, ends, failures, names } of branches) {
    const outputs = names.length === 0 ? {} : ofBranch(names);
    const ended = Pass.jsonata(scope, named(`${start.id}: branch ended`), { outputs });
    lead([...ends, ...failures], ended);
    parallel.branch(start);
  }
  const well = Choice.jsonata(scope, named(`${name}: all well?`));
  parallel.next(well);
  const names = [name, ...branches.flatMap((branch) => branch.names)];
  return {
    start: parallel,
    ends: [(next) => well.otherwise(next)],
    failures: [
      (next) => well.when(Condition.jsonata(hasFailed(names)), next),
      (next) => parallel.addCatch(next, { errors: [Errors.ALL], outputs: withFailure(name) }),
    ],
    names,
    takesFailures: false,
  };
}

/** One choice for every way to end well; what matches none goes on. */
function choiceOf(
  scope: Construct,
  named: (name: string) => string,
  endings: Readonly<Record<string, EndsWhen>>,
): Part {
  const choice = Choice.jsonata(scope, named(ENDING));
  for (const [name, when] of Object.entries(endings)) {
    choice.when(Condition.jsonata(endsWhen(when)), Succeed.jsonata(scope, named(name)));
  }
  return { start: choice, ends: [(next) => choice.otherwise(next)], failures: [], names: [], takesFailures: true };
}

function uniqueNames(): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    if (used.has(name)) {
      throw new Error(
        `the state name ${JSON.stringify(name)} is used twice: a step stands in a workflow once; ` +
          'lead both ways to it with always or orElse',
      );
    }
    if (name.length > STATE_NAME_CHARACTERS_MAX) {
      throw new Error(
        `the state name ${JSON.stringify(name)} has ${name.length} characters; Step Functions allows ` +
          `${STATE_NAME_CHARACTERS_MAX}: let its steps have shorter names`,
      );
    }
    used.add(name);
    return name;
  };
}
