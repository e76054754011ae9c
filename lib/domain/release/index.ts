export * from './comparable-template';
export * from './content-versions';
export { deployedTemplate } from './deployed-template';
export * from './lane';
export * from './manifest';
export * from './order';
export * from './read-manifest';
export * from './release-diff';
export * from './signature';
