/** An object of a definition whose shape has not been checked yet. */
export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value's members as objects; nothing when it is no array. */
export const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

/** A value in a message. */
export const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** A state of an unchecked definition. */
export interface NamedState {
  readonly name: string;
  readonly state: Json;
}

/** The states of a machine or a branch. */
export const statesIn = (sequence: Json): NamedState[] =>
  Object.entries(isJson(sequence.States) ? sequence.States : {}).map(([name, state]) => ({
    name,
    state: isJson(state) ? state : {},
  }));

/** A machine, and every branch inside of it at any depth. */
export const sequencesIn = (sequence: Json): Json[] => [
  sequence,
  ...statesIn(sequence).flatMap(({ state }) => objectsIn(state.Branches).flatMap(sequencesIn)),
];
