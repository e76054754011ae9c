/**
 * Stands in bundles in the place of `@smithy/core/event-streams`, the 20 KB that encode and decode answers that come as
 * a stream of events (S3's SelectObjectContent, Lambda's InvokeWithResponseStream): no command that is sent here has
 * one. A client still makes its marshaller, and one that is used says so.
 */
const refuse = (): never => {
  throw new Error('an event stream was used, and bundles hold no codec of them; see lib/constructs/bundle-options.ts');
};

export const eventStreamSerdeProvider = () => ({ serialize: refuse, deserialize: refuse });

export const resolveEventStreamSerdeConfig = <Input extends { eventStreamSerdeProvider(input: Input): unknown }>(
  input: Input,
) => Object.assign(input, { eventStreamMarshaller: input.eventStreamSerdeProvider(input) });

export class EventStreamSerde {
  constructor() {
    refuse();
  }
}
