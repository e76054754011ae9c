import { touchedIn } from '../domain/touch';
import { type CostTemplate, ofType, textOf } from './template';

/** A state machine's definition, as far as its states are counted. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Branches?: readonly Definition[];
}

/** The definition of the machine whose name ends with this verb. */
export function definitionOf(template: CostTemplate, verb: string): Definition | undefined {
  const machines = ofType(template, 'AWS::StepFunctions::StateMachine').map(([, { Properties = {} }]) => Properties);
  const found = machines.find(({ StateMachineName }) => textOf(StateMachineName).endsWith(`-${verb}`));
  return found && JSON.parse(textOf(found.DefinitionString));
}

/** What a run that goes well enters. */
export interface Counts {
  /** States entered; each is one transition. */
  readonly transitions: number;
  /** Looks of each step; each invokes its Lambda. */
  readonly looks: Readonly<Record<string, number>>;
  /** Steps whose Lambda is invoked once more, to be warm. */
  readonly touched: readonly string[];
}

/** What a choice of `lib/constructs/states.ts` is called after, when it goes on where all is well by its default. */
const ALL_WELL = ': all well?';
/** A look after the first: the wait before it, the task, and the choice behind it. */
const STATES_OF_A_LOOK = 3;

/**
 * Counts a run in which every step is done and everything ends well: the first way out of a choice, until the end.
 *
 * @param looksOf how often a step looks until it is done, at least once
 */
export function countRun({ StartAt, States }: Definition, looksOf: (step: string) => number): Counts {
  const looks: Record<string, number> = {};
  const touched: string[] = [];
  let transitions = 0;
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    const state: State | undefined = States[name];
    if (!state) throw new Error(`the definition has no state ${name}`);
    transitions += 1;
    for (const branch of state.Branches ?? []) {
      const inside = countRun(branch, looksOf);
      transitions += inside.transitions;
      Object.assign(looks, inside.looks);
      touched.push(...inside.touched);
    }
    const touch = touchedIn(name);
    if (touch !== undefined) touched.push(touch);
    else if (state.Type === 'Task') {
      const count = looksOf(name);
      looks[name] = count;
      transitions += (count - 1) * STATES_OF_A_LOOK;
    }
    name = nextOf(name, state);
  }
  return { transitions, looks, touched };
}

const nextOf = (name: string, { Next, Choices, Default }: State): string | undefined =>
  Next ?? (name.endsWith(ALL_WELL) ? Default : Choices?.[0]?.Next);
