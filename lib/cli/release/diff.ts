import { existsSync, writeFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { perRegion } from '../../../lambdas/edge/per-region';
import type { Plan } from '../../domain/plan';
import { isSame } from '../../domain/release';
import { nearest } from '../../domain/text';
import { compose } from '../../release/compose';
import { type ComparableRelease, comparableOfComposed, comparableOfPublished, diffReleases } from '../../release/diff';
import { SourceError } from '../../release/source';
import { releaseDiffPage, releaseDiffText } from '../../report/release-diff';
import { openSession } from '../aws/signed-session';
import { JSON_FLAG, WORLD_FLAG } from '../flags';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson, printLines } from '../print';
import { defineCommand } from '../usage';
import { withWritten } from './assembly';
import { tellingFailure } from './failed';
import { type Bookshelf, readPublished } from './published-release';

/** As `diff` does: 0 nothing differs, 1 something differs, 2 it cannot be told. */
const EXIT = { same: 0, different: 1, trouble: 2 };

/** `understudy release diff <from> <to>` */
export const diff = defineCommand({
  name: 'diff',
  purpose: 'Compares two releases.',
  words: [
    { shown: '<from>', help: 'a release id (r- and 10 digits), current, or a folder (./current when it is called so)' },
    { shown: '<to>', help: 'another one' },
  ],
  flags: {
    json: JSON_FLAG,
    html: { value: '<file>', help: 'also writes the comparison there, as one HTML file that loads and runs nothing' },
    world: WORLD_FLAG,
  },
  examples: [
    'understudy release diff current examples/orders/cdk.out   # what a publication would change',
    'understudy release diff r-0a1b2c3d4e current --html diff.html',
  ],
  exitCodes: { 0: 'the same', 1: 'different', 2: 'it cannot be told, or written wrongly' },
  troubleCode: EXIT.trouble,
  async run({ values, words: [from = '', to = ''] }) {
    const session = openSession(worldOf(values.world));
    const s3In = perRegion((region) => new S3Client(session.settings(region)));
    return tellingFailure({ ...values, failed: EXIT.trouble }, async () => {
      const shelf: Bookshelf = { plan: planInUse(), s3In };
      const found = diffReleases(await readSide(from, shelf), await readSide(to, shelf));
      if (values.html !== undefined) writeFileSync(values.html, releaseDiffPage(found));
      if (values.json) printJson(found, 2);
      else printLines(releaseDiffText(found).split('\n'));
      return isSame(found) ? EXIT.same : EXIT.different;
    });
  },
});

const RELEASE_ID = /^r-[0-9a-f]{4,16}$/;

async function readSide(written: string, shelf: Bookshelf): Promise<ComparableRelease> {
  // A folder of such a name is written ./current.
  if (written === 'current' || RELEASE_ID.test(written)) {
    return comparableOfPublished(await readPublished(shelf, written), shelf.plan);
  }
  if (/^[\w-]+$/.test(written) && !existsSync(written)) throw new SourceError([unknownWord(written)]);
  return comparableOfComposed(await composedAt(written, shelf.plan), written);
}

const composedAt = (folder: string, plan: Plan) => withWritten(folder, plan, (source) => compose(source, plan));

/** A word that names nothing: mostly a release that was misspelt, because a folder is written with its path. */
function unknownWord(word: string): string {
  const near = nearest(word, ['current']);
  return `${word} is no folder; ${near ? `did you mean ${near}` : 'a release is called current, or r- and 10 digits'}`;
}
