import type { Pace } from '../../world/clock';
import { type AlarmState, type AlarmStateValue, initialState } from './alarm';
import { type AlarmRule, alarmsIn, readAlarmRule, ruleHolds } from './alarm-rule';
import { type AlarmBase, type Audience, announce, refuseOtherActions } from './announce';

/** A composite alarm, as a template asked for it. */
export interface CompositeDefinition extends AlarmBase {
  readonly region: string;
  /** `ALARM("one") AND ALARM("other")`, by names or ARNs of alarms of the same Region. */
  readonly rule: string;
}

export interface Composite {
  readonly definition: CompositeDefinition;
  readonly rule: AlarmRule;
  state: AlarmState;
}

/** A state and why, before it is known when. */
type Told = Omit<AlarmState, 'at'>;

export interface Composites {
  /** @throws for a rule that is not rehearsed, or that names an alarm which does not exist */
  create(definition: CompositeDefinition): void;
  remove(arn: string): void;
  /** The state lasts until one of its alarms changes, as in AWS. */
  setState(arn: string, state: Told): void;
  /** An alarm of a Region has changed: whoever looks at it looks again. */
  changed(alarm: { readonly arn: string; readonly name: string }): void;
  all(): readonly Composite[];
}

export interface CompositesOptions extends Audience {
  readonly pace: Pace;
  /** State of a metric alarm, by its ARN. */
  readonly stateOf: (arn: string) => AlarmStateValue | undefined;
}

/** Composite alarms: each follows the states of other alarms, at once. */
export function createComposites({ pace, stateOf, ...audience }: CompositesOptions): Composites {
  const composites = new Map<string, Composite>();
  const stateIn = (composite: CompositeDefinition) => (alarm: string) => {
    const arn = arnOf(composite, alarm);
    return composites.get(arn)?.state.value ?? stateOf(arn);
  };

  const change = (composite: Composite, told: Told) => {
    const { definition, state: previous } = composite;
    if (told.value === previous.value) return;
    composite.state = { ...told, at: pace.clock.now() };
    const { region, rule: alarmRule } = definition;
    announce(audience, { definition, region, state: composite.state, previous, configuration: { alarmRule } });
    changed(definition);
  };

  const evaluate = (composite: Composite) => {
    const { definition, rule } = composite;
    const value = ruleHolds(rule, stateIn(definition)) ? 'ALARM' : 'OK';
    const alarms = alarmsIn(rule).filter((alarm) => stateIn(definition)(alarm) === 'ALARM');
    change(composite, { value, reason: `in ALARM: ${alarms.join(', ') || 'none'}`, reasonData: '{}' });
  };

  const changed: Composites['changed'] = ({ arn }) => {
    for (const composite of composites.values()) {
      const looksAt = alarmsIn(composite.rule).some((alarm) => arnOf(composite.definition, alarm) === arn);
      if (looksAt) evaluate(composite);
    }
  };

  return {
    create: (definition) => {
      refuseOtherActions(definition);
      const rule = readAlarmRule(definition.rule);
      const missing = alarmsIn(rule).filter((alarm) => stateIn(definition)(alarm) === undefined);
      if (missing.length > 0) throw new Error(`alarm ${definition.name}: there is no alarm ${missing.join(', ')}`);
      const { state = initialState(pace.clock.now()) } = composites.get(definition.arn) ?? {};
      const composite = { definition, rule, state };
      composites.set(definition.arn, composite);
      evaluate(composite);
    },
    remove: (arn) => void composites.delete(arn),
    setState: (arn, told) => {
      const composite = composites.get(arn);
      if (composite) change(composite, told);
    },
    changed,
    all: () => [...composites.values()],
  };
}

/** An alarm of the same Region and account, by its name or ARN. */
const arnOf = ({ arn, name }: CompositeDefinition, alarm: string): string =>
  alarm.startsWith('arn:') ? alarm : `${arn.slice(0, -name.length)}${alarm}`;
