// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const SETTLE = 'lambdas/steps/settle-traffic';
const SETTLING = [`${SETTLE}/step.test.ts`];
const SHIFT = 'lambdas/steps/shift-traffic';

/** Where users are sent, and that the records say so for good. */
export const TRAFFIC: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lambdas/edge/claim-table.ts', suites: ['lambdas/edge/tables.test.ts'] },
    {
      'claim-without-condition': {
        because: 'I-02: an older run lowers the claim that a newer one has made',
        find: "'attribute_not_exists(pk) OR #epoch < :epoch'",
        replace: "'attribute_not_exists(pk) OR #epoch <> :epoch'",
      },
      'claim-of-the-same-epoch-overwritten': {
        because: 'I-01: two runs of one epoch both have the claim',
        find: "'attribute_not_exists(pk) OR #epoch < :epoch'",
        replace: "'attribute_not_exists(pk) OR #epoch <= :epoch'",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/triggers/serve-signal/decide.ts', suites: ['lambdas/triggers/serve-signal/trigger.test.ts'] },
    {
      'settled-claim-still-signals': {
        because: 'I-05: a claim that was settled moves users once more',
        find: 'claimedEpoch > settledEpoch ?',
        replace: 'claimedEpoch >= settledEpoch ?',
      },
      'unread-claim-is-no-claim': {
        because: 'I-05: a table that is away for a moment moves users back',
        find: "if (claimedEpoch === undefined) return answered(503, 'the claim cannot be read');",
        replace: 'if (claimedEpoch === undefined) return answered(200, CLEAR);',
      },
    },
  ),
  ...mutantsOf(
    { file: `${SHIFT}/judge-records.ts`, suites: [`${SHIFT}/judge-records.test.ts`] },
    {
      'swapped-over-foreign-records': {
        because: 'I-18: records that somebody else has made are written over',
        find: '  if (foreign) return refuse(foreign);\n',
        replace: '',
      },
      'records-of-a-newer-epoch-moved': {
        because: 'I-02: an older run moves users away from where a newer one has sent them',
        find: 'if (settled && settled.epoch > claim.epoch) {',
        replace: 'if (settled && settled.epoch < 0) {',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/traffic/zone.ts', suites: [`${SHIFT}/judge-records.test.ts`, ...SETTLING] },
    {
      'records-upserted': {
        because: 'I-02: records are overwritten whatever they say by then',
        find: "  ...old.map((ResourceRecordSet) => ({ Action: 'DELETE', ResourceRecordSet }) as const),\n  ...next.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet }) as const),\n",
        replace: "  ...next.map((ResourceRecordSet) => ({ Action: 'UPSERT', ResourceRecordSet }) as never),\n",
      },
    },
  ),
  ...mutantsOf(
    { file: `${SETTLE}/judge-writers.ts`, suites: SETTLING },
    {
      'settled-for-a-reader': {
        because: 'I-04: users are bound for good to a Region that cannot write',
        find: 'if (elsewhere.length === 0) return undefined;',
        replace: 'if (elsewhere.length >= 0) return undefined;',
      },
    },
  ),
  ...mutantsOf(
    { file: `${SETTLE}/decide.ts`, suites: SETTLING },
    {
      'settled-over-a-foreign-edit': {
        because: 'I-18: what a person has put into the zone is written over',
        find: 'if (differences.length > 0) {',
        replace: 'if (differences.length > 99) {',
      },
      'unproven-checks-swapped-in': {
        because: 'I-05: records hang on health checks that were never seen healthy',
        find: 'if (unproven.length > 0) {',
        replace: 'if (unproven.length > 99) {',
      },
      'checks-deleted-while-answered': {
        because: 'I-05: a server still answers records whose health checks are gone',
        find: '  if (stale) return wait(stale);\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: `${SETTLE}/target.ts`, suites: SETTLING },
    {
      'settled-epoch-goes-back': {
        because: 'I-02: the records are settled under an epoch that is over',
        find: 'if (!isSettledHere && own <= settled.epoch) return',
        replace: 'if (!isSettledHere && own < 0) return',
      },
      'region-with-a-higher-claim-attached': {
        because: 'I-04: a Region that came back with a claim takes all users at once',
        find: 'isHeard(place) && place.claimEpoch <= epoch',
        replace: 'isHeard(place)',
      },
      'one-lost-packet-detaches': {
        because: 'I-05: a Region is left out because it was silent for a moment',
        find: 'silent.length > 0 && elapsedSeconds < LISTEN_SECONDS',
        replace: 'silent.length > 0 && elapsedSeconds < 0',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/verify-traffic/decide.ts', suites: ['lambdas/steps/verify-traffic/step.test.ts'] },
    {
      'both-regions-answered-is-arrived': {
        because: 'I-04: traffic counts as moved while some of it still goes to the other Region',
        find: 'others.length < addresses.length && !others.some(isElsewhere)',
        replace: 'others.length < addresses.length',
      },
    },
  ),
];
