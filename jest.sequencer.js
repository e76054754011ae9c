const { basename } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** The suite that waits longest comes first: Jest, while it knows no durations, begins with the largest files. */
module.exports = class extends Sequencer {
  sort(tests) {
    const isLongest = ({ path }) => basename(path) === 'rehearsal.test.ts';
    return super.sort(tests).sort((one, other) => isLongest(other) - isLongest(one));
  }
};
