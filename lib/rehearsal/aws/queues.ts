import { checkResourcePolicy, type ResourcePolicyStatement, resourcePolicyAllows } from './resource-policy';

/** A message that nobody received yet. */
export interface QueueMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** SQS queues, in memory, as far as dead letters need them: nothing in the product receives from one. */
export interface Queues {
  create(arn: string): void;
  /** @throws for a condition that this world could not judge */
  setPolicy(arn: string, statements: readonly ResourcePolicyStatement[]): void;
  /** Sends as a service on behalf of `sourceArn`; false when there is no such queue or its policy says no. */
  sendAs(sender: { service: string; sourceArn: string }, arn: string, message: QueueMessage): boolean;
  /** Sends as somebody whose own permissions were asked. @throws when there is no such queue */
  send(arn: string, message: QueueMessage): void;
  messages(arn: string): readonly QueueMessage[];
  /** ARNs of all queues. */
  list(): readonly string[];
  remove(arn: string): void;
}

export function createQueues(): Queues {
  const queues = new Map<string, { policy: readonly ResourcePolicyStatement[]; messages: QueueMessage[] }>();
  const queueOf = (arn: string) => {
    const queue = queues.get(arn);
    if (!queue) throw new Error(`there is no queue ${arn}`);
    return queue;
  };
  return {
    create: (arn) => void queues.set(arn, { policy: [], messages: [] }),
    setPolicy: (arn, statements) => {
      checkResourcePolicy(statements);
      queueOf(arn).policy = statements;
    },
    sendAs: (sender, arn, message) => {
      const queue = queues.get(arn);
      const request = { ...sender, action: 'sqs:SendMessage', resource: arn };
      if (!queue || !resourcePolicyAllows(queue.policy, request)) return false;
      queue.messages.push(message);
      return true;
    },
    send: (arn, message) => void queueOf(arn).messages.push(message),
    list: () => [...queues.keys()],
    messages: (arn) => queueOf(arn).messages,
    remove: (arn) => void queues.delete(arn),
  };
}
