const { availableParallelism } = require('node:os');

// The SDK would announce in every test process that it drops Node 20 in 2027.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // d3 is published as ES modules, and for those who cannot load them as UMD.
  testEnvironmentOptions: { customExportConditions: ['umd', 'node', 'node-addons'] },
  // By itself Jest leaves one processor free, and would run everything on one of two.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // What takes a second alone takes many beside other work.
  testTimeout: 20_000,
  roots: ['<rootDir>/lib', '<rootDir>/lambdas', '<rootDir>/test'],
  testSequencer: '<rootDir>/jest.sequencer.js',
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['cdk\\.out', '\\.build'],
  // Only TypeScript is transformed: dependencies run as they were published.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};
