import type { Holder } from './usage';

/** `understudy release <audit|publish|list|diff|drift|key> …` */
export const release: Holder = {
  name: 'release',
  group: 'Prepare',
  purpose: 'Audits, publishes, compares and watches what a takeover deploys.',
  examples: [
    'understudy release audit --assembly examples/orders/cdk.out   # would it pass',
    'understudy release publish --assembly examples/orders/cdk.out --key release.pem',
    'understudy release list   # what is current where',
  ],
  // They bring CDK's libraries with them.
  holds: {
    audit: async () => (await import('./release/audit')).audit,
    publish: async () => (await import('./release/publish')).publish,
    list: async () => (await import('./release/list')).list,
    diff: async () => (await import('./release/diff')).diff,
    drift: async () => (await import('./release/drift')).drift,
    key: async () => (await import('./release/key')).key,
  },
};
