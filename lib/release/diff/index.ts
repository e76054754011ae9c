export * from './comparable-release';
export * from './diff-releases';
export * from './from-composed';
export * from './from-published';
