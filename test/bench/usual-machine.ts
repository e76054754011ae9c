import { isTouchName } from '../../lib/domain/touch';

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
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Default?: string;
  readonly Branches?: readonly Machine[];
}

/**
 * A machine as public samples write it: steps that stood side by side come one after the other, every pause is a
 * constant, and no function is touched ahead. Its steps, their order and what they judge stay the same.
 *
 * @param pauseSeconds of a step's wait, by the name of the step
 */
export function usualMachine<One extends Machine>(machine: One, pauseSeconds: (step: string) => number): One {
  const States = Object.fromEntries(
    Object.entries(machine.States).flatMap(([name, state]) => rewritten(name, state, pauseSeconds)),
  );
  return { ...machine, States };
}

function rewritten(
  name: string,
  state: MachineState,
  pauseSeconds: (step: string) => number,
): readonly (readonly [string, MachineState])[] {
  if (state.Type === 'Wait') return [[name, { ...state, Seconds: pauseSeconds(name.split(':')[0] ?? name) }]];
  if (state.Type !== 'Parallel') return [[name, state]];
  const branches = (state.Branches ?? []).filter((branch) => !isTouching(branch));
  const after: Pick<MachineState, 'Next' | 'End'> = state.Next === undefined ? { End: true } : { Next: state.Next };
  const [first] = branches;
  const inLine = branches.flatMap((branch, index) => {
    const next = branches[index + 1];
    const { States } = usualMachine(branch, pauseSeconds);
    return Object.entries(States).map(
      ([inside, one]) => [inside, led(one, next ? { Next: next.StartAt } : after)] as const,
    );
  });
  return [[name, { Type: 'Pass', ...(first ? { Next: first.StartAt } : after) }], ...inLine];
}

/** Where a branch ended, the machine goes on. */
function led(state: MachineState, after: Pick<MachineState, 'Next' | 'End'>): MachineState {
  const { End, ...others } = state;
  return End ? { ...others, ...after } : state;
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
