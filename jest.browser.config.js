const base = require('./jest.config.js');

/** Tests of pages in a real browser: `npm run test:browser`. `npm test` needs none. @type {import('jest').Config} */
module.exports = {
  ...base,
  roots: ['<rootDir>/test/browser'],
  testMatch: ['**/*.browser.ts'],
  testTimeout: 60_000,
  // Each starts a browser: two beside each other only make both slow.
  maxWorkers: 1,
};
