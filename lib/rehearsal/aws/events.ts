import type { Clock } from '../world/clock';
import { beginSpan, type Timing } from './durations';
import { type DeliveryOptions, deliver } from './events/delivery';
import { createDisturbances, type Disturbance } from './events/disturbance';
import { matchesPattern } from './events/pattern';
import { checkRule, type Rule, type Target } from './events/rule';
import { eventsService } from './events/service';
import { createTicks } from './events/ticks';
import type { Service } from './service';
import { uuidOf } from './stack-context';

export type { Rule, Target } from './events/rule';

/** What happened, before the bus puts its envelope around it. */
export interface BusEvent {
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** A Lambda function of a Region, whatever its version. */
export interface PausedTarget {
  readonly region: string;
  readonly functionName: string;
}

/** The default EventBridge bus of every Region. */
export interface Events {
  readonly service: Service;
  /** Adds or replaces a rule. @throws for what AWS or this world does not carry out */
  putRule(rule: Rule): void;
  deleteRule(arn: string): void;
  /** Makes a moment of a schedule come now. @throws when there is no such schedule */
  tick(arn: string): void;
  /**
   * Sends an event to every rule of its Region that matches. A cut Region delivers nothing while it is cut.
   *
   * @returns the event's id
   */
  publish(event: BusEvent): string;
  /** Loses every event and tick for a function until it is resumed. */
  pause(target: PausedTarget): void;
  resume(target: PausedTarget): void;
  /** Delivers the events of a Region more often, late or out of order. @param disturbance `undefined` ends it */
  disturb(region: string, disturbance: Disturbance | undefined): void;
  close(): void;
}

export interface EventsOptions extends Omit<DeliveryOptions, 'signal'> {
  readonly account: string;
  readonly timing: Timing;
}

export function createEvents({ account, timing, ...options }: EventsOptions): Events {
  const { pace } = options;
  const rules = new Map<string, Rule>();
  const paused = new Set<string>();
  const stopped = new AbortController();

  const { signal } = stopped;
  const disturbances = createDisturbances({ pace, timing, signal });
  const send = (rule: Rule, event: unknown, onDelivery = () => {}) => {
    const targets = rule.targets.filter((target) => !paused.has(functionOf(target)));
    disturbances.around(rule.region, () => {
      onDelivery();
      // Only `close` makes a delivery reject: it ends the wait before the next attempt.
      for (const target of targets) deliver({ ...options, signal }, rule, target, event).catch(() => {});
    });
  };
  const envelope = envelopes({ account, clock: pace.clock });
  const sendTick = (rule: Rule) => {
    const { arn, region } = rule;
    // EventBridge makes the ticks itself, so a Region that is cut has none to deliver later.
    if (options.network.isCut(region)) return;
    send(rule, envelope({ region, source: 'aws.events', detailType: 'Scheduled Event', resources: [arn], detail: {} }));
  };
  const ticks = createTicks(pace, sendTick);
  const remove = (arn: string) => {
    ticks.stop(arn);
    rules.delete(arn);
  };
  const publish = (event: BusEvent): string => {
    const enveloped = envelope(event);
    for (const rule of rules.values()) {
      const isAsked = rule.enabled && rule.region === event.region && rule.pattern;
      if (!isAsked || !matchesPattern(isAsked, enveloped)) continue;
      send(rule, enveloped, beginSpan(pace, timing, { kind: 'event', subject: rule.arn, region: rule.region }));
    }
    return enveloped.id;
  };
  const putRule = (rule: Rule) => {
    checkRule(rule);
    remove(rule.arn);
    rules.set(rule.arn, rule);
    ticks.start(rule);
  };

  return {
    service: eventsService({
      account,
      publish,
      find: (arn) => rules.get(arn),
      put: putRule,
      rules: () => rules.values(),
    }),
    putRule,
    deleteRule: remove,
    tick: (arn) => {
      const rule = rules.get(arn);
      if (rule?.scheduleExpression === undefined) throw new Error(`there is no schedule ${arn}`);
      if (rule.enabled) sendTick(rule);
    },
    publish,
    pause: (target) => void paused.add(keyOf(target)),
    resume: (target) => void paused.delete(keyOf(target)),
    disturb: disturbances.set,
    close: () => {
      stopped.abort();
      [...rules.keys()].forEach(remove);
    },
  };
}

/** What EventBridge puts around what happened. */
function envelopes({ account, clock }: { account: string; clock: Clock }) {
  let count = 0;
  return (event: BusEvent) => ({
    version: '0',
    id: uuidOf(String(++count), event.region, event.source),
    'detail-type': event.detailType,
    source: event.source,
    account,
    time: clock.iso().replace(/\.\d+Z$/, 'Z'),
    region: event.region,
    resources: event.resources,
    detail: event.detail,
  });
}

const keyOf = ({ region, functionName }: PausedTarget): string => `${region} ${functionName}`;

/** The function in `arn:aws:lambda:<region>:<account>:function:<name>` and, after another colon, its version. */
function functionOf({ arn }: Target): string {
  const [, , , region = '', , , functionName = ''] = arn.split(':');
  return keyOf({ region, functionName });
}
