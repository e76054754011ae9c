/** How users are sent to a Region and kept there: the public names' records, their health checks, and what they say. */
export * from './answered';
export * from './attachment';
export * from './checks';
export * from './permissions';
export * from './places';
export * from './records';
export * from './signal';
export * from './zone';
