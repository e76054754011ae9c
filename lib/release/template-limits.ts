/** Everything that goes through a template goes down its levels one call each. */
export const LEVELS_MAX = 100;

export const TOO_DEEP = `it nests deeper than ${LEVELS_MAX} levels, or in a circle; write it flat`;

export interface WrittenNumber {
  /** As it stands in the file. */
  readonly written: string;
  readonly value: number;
}

/** Whether a number is deployed as it is written: `3.10` is not, it is 3.1, and a large one loses digits. */
export const survives = ({ written, value }: WrittenNumber): boolean => String(value) === written;

export const lossOf = (path: string, { written, value }: WrittenNumber): string =>
  `${path}: ${written} would become ${value}; quote it`;
