import { withinLimit } from './payload';

/** All variables an execution holds: 10 MiB. */
const VARIABLES_BYTES_MAX = 10 * 1024 * 1024;

/**
 * The variables of a machine, or of one branch of a Parallel: a branch reads what is outside of it, and what it assigns
 * is gone when it ends.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export class Variables {
  private readonly own: Record<string, unknown>;

  /** @param assigned what was assigned here before a redrive */
  constructor(
    private readonly outer?: Variables,
    assigned: Readonly<Record<string, unknown>> = {},
  ) {
    this.own = { ...assigned };
  }

  /** Every variable that can be read here, by name. */
  visible(): Record<string, unknown> {
    return { ...this.outer?.visible(), ...this.own };
  }

  /**
   * The values themselves when they may be assigned.
   *
   * @throws StatesError States.DataLimitExceeded
   */
  withinLimits(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    for (const [name, value] of Object.entries(values)) withinLimit(value, { what: `The variable '${name}'` });
    withinLimit(values, { what: 'What is assigned' });
    const all = { ...this.visible(), ...values };
    withinLimit(all, { what: 'The set of all variables', bytesMax: VARIABLES_BYTES_MAX });
    return values;
  }

  /** What was assigned here so far, without what is outside. */
  assigned(): Readonly<Record<string, unknown>> {
    return { ...this.own };
  }

  /** Sets several at once. */
  assign(values: Readonly<Record<string, unknown>>): void {
    Object.assign(this.own, values);
  }
}
