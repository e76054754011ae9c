const { basename } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** While Jest knows no durations it begins with the largest files, and the suite that waits longest is a small one. */
module.exports = class extends Sequencer {
  sort(tests) {
    const isLongest = ({ path }) => basename(path) === 'rehearsal.test.ts';
    return super.sort(tests).sort((one, other) => isLongest(other) - isLongest(one));
  }
};
