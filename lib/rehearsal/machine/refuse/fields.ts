import { listed, nearest } from '../../../domain/text';
import { type Json, type NamedState, shown } from './json';

const EVERYWHERE = ['Type', 'Comment', 'QueryLanguage'];
const LEAVING = ['Output', 'Assign', 'Next', 'End'];
const RULES = ['Retry', 'Catch'];

/** The fields of each state type that are rehearsed: those that Step Functions takes from a JSONata state. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pass: LEAVING,
  Task: ['Resource', 'Arguments', 'TimeoutSeconds', ...LEAVING, ...RULES],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: ['Seconds', 'Timestamp', ...LEAVING],
  Parallel: ['Branches', 'Arguments', ...LEAVING, ...RULES],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};

const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const BRANCH_FIELDS = ['Comment', 'StartAt', 'States'];
const RULE_FIELDS = {
  Choices: ['Condition', 'Next', 'Output', 'Assign', 'Comment'],
  Catch: ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'],
  Retry: [
    'ErrorEquals',
    'IntervalSeconds',
    'BackoffRate',
    'MaxAttempts',
    'MaxDelaySeconds',
    'JitterStrategy',
    'Comment',
  ],
};

/** Fields that Step Functions knows, with what to do without them. */
const NOT_REHEARSED: Readonly<Record<string, string>> = {
  InputPath: 'it is JSONPath; use Arguments or Output',
  OutputPath: 'it is JSONPath; use Output',
  ResultPath: 'it is JSONPath; use Output or Assign',
  ResultSelector: 'it is JSONPath; use Output',
  Parameters: 'it is JSONPath; use Arguments',
  Result: 'it is JSONPath; use Output',
  Variable: 'it is JSONPath; use Condition',
  SecondsPath: 'it is JSONPath; use Seconds',
  TimestampPath: 'it is JSONPath; use Timestamp',
  TimeoutSecondsPath: 'it is JSONPath; use TimeoutSeconds',
  ErrorPath: 'it is JSONPath; use Error',
  CausePath: 'it is JSONPath; use Cause',
  HeartbeatSeconds: 'heartbeats are not rehearsed; use TimeoutSeconds',
  Credentials: 'roles of other accounts are not rehearsed',
};

/** Fields and types of one state that are not rehearsed. */
export function fieldProblems({ state }: NamedState): string[] {
  const known = FIELDS[String(state.Type)];
  if (known === undefined) {
    return [`the type ${shown(state.Type)} is not rehearsed; it must be ${listed(Object.keys(FIELDS), 'or')}`];
  }
  return [
    ...languageProblems(state),
    ...unknownFields(state, [...EVERYWHERE, ...known]),
    ...Object.entries(RULE_FIELDS).flatMap(([field, allowed]) => ruleProblems(state[field], { field, allowed })),
    ...branches(state).flatMap((branch, index) => unknownFields(branch, BRANCH_FIELDS, `Branches[${index}]/`)),
  ];
}

/** Fields of the machine itself. */
export const machineFieldProblems = (machine: Json): string[] => [
  ...unknownFields(machine, MACHINE_FIELDS),
  ...(machine.QueryLanguage === 'JSONata' ? [] : [notJsonata(machine.QueryLanguage)]),
  ...(machine.Version === undefined || machine.Version === '1.0' ? [] : ['Version must be "1.0"']),
];

const notJsonata = (got: unknown) =>
  `QueryLanguage must be "JSONata", got ${shown(got)}: machines in JSONPath are not rehearsed`;

const languageProblems = ({ QueryLanguage: language }: Json) =>
  language === undefined || language === 'JSONata' ? [] : [notJsonata(language)];

const branches = (state: Json) => (Array.isArray(state.Branches) ? (state.Branches as Json[]) : []);

function ruleProblems(rules: unknown, { field, allowed }: { field: string; allowed: readonly string[] }): string[] {
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: Json, index) => unknownFields(rule ?? {}, allowed, `${field}[${index}]/`));
}

function unknownFields(object: Json, allowed: readonly string[], under = ''): string[] {
  const unknown = Object.keys(object).filter((field) => !allowed.includes(field));
  return unknown.map((field) => `the field ${under}${field} is not rehearsed${advice(field, allowed)}`);
}

function advice(field: string, allowed: readonly string[]): string {
  const reason = NOT_REHEARSED[field];
  if (reason !== undefined) return `: ${reason}`;
  const meant = nearest(field, allowed);
  return meant === undefined ? `; allowed are ${listed(allowed)}` : `; did you mean ${meant}`;
}
