/** Something in a release that would make a takeover fail, or deploy something else than what was released. */
export interface Finding {
  /** `rule:stack/LogicalId`, or `rule:stack`: what the plan's `release.accept` names. */
  readonly id: string;
  readonly rule: string;
  readonly level: 'error' | 'warning';
  readonly stack: string;
  /** @default the stack as a whole */
  readonly logicalId?: string;
  readonly because: string;
  /** What to do. */
  readonly remedy: string;
  /** Why the plan accepts it. @default it does not */
  readonly accepted?: string;
}
