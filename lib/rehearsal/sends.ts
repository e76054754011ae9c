/** The part of an SDK client that is used; a client on the wire, or a simulation's. */
export interface Sends {
  // biome-ignore lint/suspicious/noExplicitAny: SDK commands carry their own types through `send`'s overloads
  send(command: any): Promise<any>;
}
