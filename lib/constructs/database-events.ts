import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  DATABASE_EVENT_AGE_SECONDS_MAX,
  DATABASE_EVENT_PATTERN,
  recordDatabaseEvent,
} from '../../lambdas/triggers/record-database-event/trigger';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { EventTrigger } from './event-trigger';

export interface DatabaseEventsProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly deadLetters: IQueue;
}

/**
 * Keeps what RDS tells of a move of the plan's databases here. The rule names kinds of events and no cluster: an event
 * of an instance names the instance, which no plan knows.
 */
export class DatabaseEvents extends EventTrigger {
  constructor(scope: Construct, id: string, props: DatabaseEventsProps) {
    super(scope, id, {
      ...props,
      trigger: recordDatabaseEvent,
      eventAgeSecondsMax: DATABASE_EVENT_AGE_SECONDS_MAX,
      eventPattern: DATABASE_EVENT_PATTERN,
    });
  }
}
