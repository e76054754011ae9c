import { isTouchName } from '../../../lib/domain/touch';

/** A machine of Step Functions or a branch of it, as far as it is rewritten. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, MachineState>>;
}

export interface MachineState {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Seconds?: unknown;
  readonly Output?: unknown;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Default?: string;
  readonly Branches?: readonly Machine[];
}

/** What the usual way does otherwise; each after the ones before it, so that what one costs is told apart. */
export const HABITS = ['untouched', 'pauses', 'in line'] as const;
export type Habit = (typeof HABITS)[number];

export interface Usual {
  /** `untouched`: no function is touched ahead. `pauses`: constants. `in line`: one step after the other. */
  readonly habits: readonly Habit[];
  /** Of a step's wait, by the name of the step. */
  pauseSeconds(step: string): number;
}

/** A machine with the habits of public samples. Its steps, their order and what they judge stay the same. */
export function usualMachine<One extends Machine>(machine: One, usual: Usual): One {
  const States = Object.fromEntries(
    Object.entries(machine.States).flatMap(([name, state]) => rewritten(name, state, usual)),
  );
  return { ...machine, States };
}

type NamedState = readonly [name: string, state: MachineState];

function rewritten(name: string, state: MachineState, usual: Usual): readonly NamedState[] {
  const { habits, pauseSeconds } = usual;
  if (state.Type === 'Wait' && habits.includes('pauses')) {
    return [[name, { ...state, Seconds: pauseSeconds(name.split(':')[0] ?? name) }]];
  }
  if (state.Type !== 'Parallel') return [[name, state]];
  const isKept = (branch: Machine) => !habits.includes('untouched') || !isTouching(branch);
  const branches = (state.Branches ?? []).filter(isKept).map((branch) => usualMachine(branch, usual));
  return habits.includes('in line') ? inLine(name, state, branches) : [[name, { ...state, Branches: branches }]];
}

/** What stood side by side, one after the other. */
function inLine(name: string, { Next }: MachineState, branches: readonly Machine[]): readonly NamedState[] {
  const after: Pick<MachineState, 'Next' | 'End'> = Next === undefined ? { End: true } : { Next };
  const [first] = branches;
  const states = branches.flatMap(({ States }, index) => {
    const next = branches[index + 1];
    return Object.entries(States).map(
      ([inside, one]): NamedState => [inside, led(one, next ? { Next: next.StartAt } : after)],
    );
  });
  return [[name, { Type: 'Pass', ...(first ? { Next: first.StartAt } : after) }], ...states];
}

/** Where a branch ended, the machine goes on with the whole document, not with what a branch hands on of it. */
function led(state: MachineState, after: Pick<MachineState, 'Next' | 'End'>): MachineState {
  if (!state.End) return state;
  const { End, Output, ...others } = state;
  return { ...others, ...(state.Type !== 'Pass' && Output !== undefined && { Output }), ...after };
}

/** Whether a branch has touches alone, beside the Pass that ends every branch. */
const isTouching = ({ States }: Machine): boolean =>
  Object.keys(States).every((name) => isTouchName(name) || name.endsWith(': branch ended'));

/** A text of a template, with parts that are only known when it is deployed. */
type Text = string | { readonly 'Fn::Join': readonly [string, readonly unknown[]] };

/** Rewrites JSON inside a template's text; what CloudFormation fills in stays where it is. */
export function inText(text: Text, rewrite: (json: unknown) => unknown): Text {
  if (typeof text === 'string') return JSON.stringify(rewrite(JSON.parse(text)));
  const [separator, parts] = text['Fn::Join'];
  const unknown = parts.filter((part) => typeof part !== 'string');
  let count = 0;
  const marked = parts.map((part) => (typeof part === 'string' ? part : `<<${count++}>>`)).join(separator);
  const written = JSON.stringify(rewrite(JSON.parse(marked)));
  const pieces = written.split(/<<(\d+)>>/).map((piece, index) => (index % 2 === 0 ? piece : unknown[Number(piece)]));
  return { 'Fn::Join': ['', pieces.filter((piece) => piece !== '')] };
}
