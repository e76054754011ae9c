import { plan } from '../../../test/fixtures';
import { chained } from '../../domain/evidence';
import { recordKey } from '../../domain/table-items';
import { keptOfRun } from './kept';

const REGION = 'us-west-2';
const runOf = (verb: string, name: string) =>
  `arn:aws:states:${REGION}:111122223333:execution:understudy-orders-${verb}:${name}`;
const RUN = runOf('failover', 'run-1');
const NOW = '2026-11-21T12:00:00.000Z';
const LOCKED = new Date('2027-11-21T12:00:00.000Z');

interface Stored {
  readonly Key: string;
  readonly VersionId: string;
  readonly LastModified: Date;
  readonly text: string;
}
const stored = (Key: string, VersionId: string, runId: string, minute = 0): Stored => ({
  Key,
  VersionId,
  LastModified: new Date(Date.parse(NOW) + minute * 60_000),
  text: JSON.stringify({ runId }),
});
const key = (name: string) => `runs/2026-11-21T11:00:00.000Z-${name}.json`;

/** S3 with these versions, two on a page, the newest of each key first. */
function bucket(versions: readonly Stored[], hidden: readonly string[] = []) {
  return {
    send: async (command: { constructor: { name: string }; input: Record<string, string> }) => {
      const { input } = command;
      if (command.constructor.name === 'GetObjectCommand') {
        const found = versions.find(({ VersionId }) => VersionId === input.VersionId);
        return { Body: { transformToString: async () => found?.text }, ObjectLockRetainUntilDate: LOCKED };
      }
      const from = Number(input.KeyMarker ?? 0);
      return {
        Versions: versions.slice(from, from + 2),
        DeleteMarkers: hidden.map((Key) => ({ Key })),
        IsTruncated: from + 2 < versions.length,
        NextKeyMarker: String(from + 2),
      };
    },
  };
}
const record = chained(undefined, {
  at: NOW,
  runId: RUN,
  epoch: 101,
  kind: 'admitted',
  step: 'AdmitRun',
  because: 'b',
  data: {},
});
const dynamo = {
  send: async () => ({ Items: [{ ...recordKey(record), record: { S: JSON.stringify(record) } }] }),
};
const keptIn = (versions: readonly Stored[], hidden?: readonly string[]) =>
  keptOfRun({ s3: bucket(versions, hidden), dynamo }, { plan, region: REGION, runId: RUN, now: NOW });

test('What is kept of a run is its archive, with the lock on it, and its records', async () => {
  const { versions, table, runId, isHidden, key: kept } = await keptIn([stored(key('run-1'), 'v1', RUN)]);
  expect({ versions, runId, isHidden, kept }).toEqual({
    versions: [{ versionId: 'v1', text: JSON.stringify({ runId: RUN }), retainedUntil: LOCKED.toISOString() }],
    runId: RUN,
    isHidden: false,
    kept: key('run-1'),
  });
  expect(table).toEqual([record]);
});

test('Versions on all pages are read, the one written first comes first', async () => {
  const later = [3, 2, 1].map((minute) => stored(key('run-1'), `v${minute}`, RUN, minute));
  expect(
    (await keptIn([...later, stored(key('run-1'), 'v0', RUN)])).versions.map(({ versionId }) => versionId),
  ).toEqual(['v0', 'v1', 'v2', 'v3']);
});

test.each<[string, Stored]>([
  ['whose name only ends in the same', stored(key('zz-run-1'), 'v9', runOf('drill', 'zz-run-1'))],
  [
    'of another machine with the same name',
    stored('runs/2026-11-21T11:30:00.000Z-run-1.json', 'v9', runOf('drill', 'run-1')),
  ],
])('A run %s is not taken for it', async (_, other) => {
  const versions = [other, stored(key('run-1'), 'v1', RUN)];
  for (const listed of [versions, [...versions].reverse()]) {
    expect((await keptIn(listed)).versions.map(({ versionId }) => versionId)).toEqual(['v1']);
  }
});

test('A delete marker over the archive is told, one over another is not', async () => {
  const archive = [stored(key('run-1'), 'v1', RUN)];
  expect((await keptIn(archive, [key('run-1')])).isHidden).toBe(true);
  expect((await keptIn(archive, ['runs/2026-11-21T11:30:00.000Z-run-1.json'])).isHidden).toBe(false);
});

test('Nothing is kept of a run that nobody archived', async () => {
  expect(await keptIn([])).toMatchObject({ versions: [], isHidden: false });
});
