const base = require('./jest.config.js');

/** Whole runs, and parts of the world that are real: `npm run test:whole`. @type {import('jest').Config} */
module.exports = { ...base, testMatch: ['**/*.whole.ts'] };
