/** A state of the Amazon States Language, as far as the tests read it. */
export interface AslState {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Output?: unknown;
  }[];
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts?: number;
    readonly MaxDelaySeconds?: number;
    readonly JitterStrategy?: string;
  }[];
  readonly Branches?: readonly Sequence[];
  readonly TimeoutSeconds?: unknown;
  readonly HeartbeatSeconds?: unknown;
  readonly Seconds?: unknown;
  readonly Arguments?: unknown;
  readonly Output?: unknown;
  readonly Assign?: unknown;
  readonly Resource?: string;
  readonly Error?: unknown;
  readonly Cause?: unknown;
}

export interface Sequence {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

export interface Definition extends Sequence {
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
}

/** The machine itself and every branch in it. */
export const sequencesIn = (sequence: Sequence): Sequence[] => [
  sequence,
  ...Object.values(sequence.States).flatMap(({ Branches = [] }) => Branches.flatMap(sequencesIn)),
];

/** Every state of the machine by name, those inside branches too. */
export const statesIn = (definition: Sequence): [string, AslState][] =>
  sequencesIn(definition).flatMap(({ States }) => Object.entries(States));

/** Where a state may lead within its own sequence, each with why. */
export const transitionsOf = ({ Next, Default, Choices = [], Catch = [] }: AslState): { to: string; why: string }[] => [
  ...(Next ? [{ to: Next, why: 'next' }] : []),
  ...Choices.map(({ Next: to }, index) => ({ to, why: `rule ${index + 1}` })),
  ...(Default ? [{ to: Default, why: 'otherwise' }] : []),
  ...Catch.map(({ Next: to }) => ({ to, why: 'caught' })),
];
