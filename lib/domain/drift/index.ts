export * from './finding';
export * from './judge';
export * from './judge-deployed';
export * from './judge-releases';
export * from './judge-resources';
export * from './record';
export * from './running-stack';
