const base = require('./jest.config.js');

/** Whole runs, and parts of the world that are real: `npm run test:whole`. @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['**/*.whole.ts'],
  // A whole run takes a second of a processor, and many times that on a busy machine.
  testTimeout: 60_000,
};
