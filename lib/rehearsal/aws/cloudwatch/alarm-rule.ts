import type { AlarmStateValue } from './evaluate';

/** The rule of a composite alarm, read. */
export type AlarmRule =
  | { readonly kind: 'is'; readonly state: AlarmStateValue; readonly alarm: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly rule: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly AlarmRule[] };

/** A function with its alarm's name or ARN, a word, or a bracket. */
const TOKEN = /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s"()]+))\s*\)|(AND|OR|NOT|TRUE|FALSE|[()]))/y;

interface Token {
  readonly state?: AlarmStateValue | undefined;
  readonly alarm?: string | undefined;
  readonly word?: string | undefined;
}

/**
 * Reads the rule of a composite alarm: alarms in a state, `AND`, `OR` and `NOT`, which bind in the order NOT, AND, OR.
 * `AT_LEAST` is refused.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 *
 * @throws for a rule that AWS would refuse, or that is not rehearsed
 */
export function readAlarmRule(text: string): AlarmRule {
  const tokens = tokensOf(text);
  const refused = (what: string) => new Error(`the alarm rule ${text} is not rehearsed: ${what}`);
  const take = (...words: string[]): boolean => {
    const taken = words.includes(tokens[0]?.word ?? '');
    if (taken) tokens.shift();
    return taken;
  };
  const joined = (kind: 'and' | 'or', word: string, next: () => AlarmRule): AlarmRule => {
    const first = next();
    const rules = [first];
    while (take(word)) rules.push(next());
    return rules.length > 1 ? { kind, rules } : first;
  };
  const either = (): AlarmRule => joined('or', 'OR', all);
  const all = (): AlarmRule => joined('and', 'AND', one);
  const one = (): AlarmRule => {
    if (take('NOT')) return { kind: 'not', rule: one() };
    if (take('(')) {
      const inside = either();
      if (!take(')')) throw refused('a bracket is open');
      return inside;
    }
    const token = tokens.shift();
    if (token?.state && token.alarm) return { kind: 'is', state: token.state, alarm: token.alarm };
    if (token?.word === 'TRUE' || token?.word === 'FALSE') return { kind: 'constant', value: token.word === 'TRUE' };
    throw refused(`got ${token?.word ?? 'its end'} where an alarm's state is due`);
  };
  const rule = either();
  if (tokens.length > 0) throw refused(`got ${tokens[0]?.word ?? 'a state'} behind its end`);
  return rule;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; text.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [, state, quoted, bare, word] = TOKEN.exec(text) ?? [];
    if (state === undefined && word === undefined) {
      throw new Error(`the alarm rule ${text} is not rehearsed: nobody knows ${text.slice(at).trim()}`);
    }
    tokens.push({ state: state as AlarmStateValue | undefined, alarm: quoted ?? bare, word });
  }
  return tokens;
}

/** Names or ARNs of the alarms that a rule looks at. */
export const alarmsIn = (rule: AlarmRule): string[] => {
  if (rule.kind === 'is') return [rule.alarm];
  if (rule.kind === 'not') return alarmsIn(rule.rule);
  return rule.kind === 'constant' ? [] : rule.rules.flatMap(alarmsIn);
};

/** @param stateOf state of an alarm, by its name or ARN */
export function ruleHolds(rule: AlarmRule, stateOf: (alarm: string) => AlarmStateValue | undefined): boolean {
  const holds = (inner: AlarmRule) => ruleHolds(inner, stateOf);
  if (rule.kind === 'is') return stateOf(rule.alarm) === rule.state;
  if (rule.kind === 'constant') return rule.value;
  if (rule.kind === 'not') return !holds(rule.rule);
  return rule.kind === 'and' ? rule.rules.every(holds) : rule.rules.some(holds);
}
