import type { ExecutionEvent, ExecutionView } from './execution';

/** An execution as DescribeExecution shows it: input and output are JSON text. */
export const described = (view: ExecutionView) => ({
  ...listed(view),
  input: JSON.stringify(view.input),
  inputDetails: { included: true },
  ...(view.status === 'SUCCEEDED' && {
    output: JSON.stringify(view.output ?? null),
    outputDetails: { included: true },
  }),
  error: view.error || undefined,
  cause: view.cause,
  redriveStatus: view.notRedrivable === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
  redriveStatusReason: view.notRedrivable,
});

/** An execution as ListExecutions shows it. */
export const listed = ({ arn, machineArn, name, status, startDate, stopDate, ...redriven }: ExecutionView) => ({
  executionArn: arn,
  stateMachineArn: machineArn,
  name,
  status,
  startDate,
  stopDate,
  redriveCount: redriven.redriveCount,
  redriveDate: redriven.redriveDate,
});

/** Names of the details that an event carries, by the end of its type. */
const DETAILS: readonly (readonly [ending: string, member: string])[] = [
  ['StateEntered', 'stateEnteredEventDetails'],
  ['StateExited', 'stateExitedEventDetails'],
  ['ExecutionStarted', 'executionStartedEventDetails'],
  ['ExecutionSucceeded', 'executionSucceededEventDetails'],
  ['ExecutionRedriven', 'executionRedrivenEventDetails'],
  ['ExecutionFailed', 'executionFailedEventDetails'],
  ['ExecutionAborted', 'executionAbortedEventDetails'],
  ['ExecutionTimedOut', 'executionTimedOutEventDetails'],
  ['TaskFailed', 'taskFailedEventDetails'],
  ['TaskTimedOut', 'taskTimedOutEventDetails'],
  ['TaskSucceeded', 'taskSucceededEventDetails'],
];

/** The history as GetExecutionHistory shows it; the previous event is the one written before. */
export function historyOf(events: readonly ExecutionEvent[]) {
  return events.map(({ executionArn: _, at, type, input, output, ...details }, index) => {
    const member = DETAILS.find(([ending]) => type.endsWith(ending))?.[1];
    const texts = {
      ...(input !== undefined && { input: JSON.stringify(input) }),
      ...(output !== undefined && { output: JSON.stringify(output) }),
    };
    const resource = member?.startsWith('task') ? { resource: 'invoke', resourceType: 'lambda' } : {};
    const shown = member && { [member]: { ...details, ...texts, ...resource } };
    return { id: index + 1, previousEventId: index, timestamp: new Date(at), type, ...shown };
  });
}

/** Most entries in one page. Source: API reference of ListExecutions and GetExecutionHistory. */
const PAGE_ENTRIES_MAX = 1000;

/** One page; the token is the place of its first entry. */
export function page<Entry>(entries: readonly Entry[], request: { maxResults?: number; nextToken?: string }) {
  const from = Number(request.nextToken ?? 0);
  const to = from + (request.maxResults || PAGE_ENTRIES_MAX);
  return { entries: entries.slice(from, to), ...(to < entries.length && { nextToken: String(to) }) };
}
