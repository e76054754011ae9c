import { writeFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { perRegion } from '../../../lambdas/edge/per-region';
import type { Plan } from '../../domain/plan';
import { isSame } from '../../domain/release';
import { compose } from '../../release/compose';
import { type ComparableRelease, comparableOfComposed, comparableOfPublished, diffReleases } from '../../release/diff';
import { SourceError } from '../../release/source';
import { releaseDiffPage, releaseDiffText } from '../../report/release-diff';
import { explained } from '../aws/explain';
import { openSession } from '../aws/signed-session';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson, printProblems } from '../print';
import { type Command, readArguments, UsageError } from '../usage';
import { withSource } from './assembly';
import { type Bookshelf, readPublished, UnreadableRelease } from './published-release';

const FLAGS = { json: { type: 'boolean' }, html: { type: 'string' }, world: { type: 'string' } } as const;

/** As `diff` does: 0 nothing differs, 1 something differs, 2 it cannot be told. */
const EXIT = { same: 0, different: 1, trouble: 2 };

/** `understudy release diff <from> <to>` */
export const diff: Command = {
  name: 'diff',
  usage: '<from> <to> [--json] [--html <file>] [--world <url>]',
  purpose:
    'Compares two releases, each an id, current, or a folder. Exit code: 0 the same, 1 different, 2 not readable.',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const [from, to, ...more] = words;
    if (from === undefined || to === undefined || more.length > 0) {
      throw new UsageError(`release diff takes two: a release id, current, or a folder each; got ${words.length}`);
    }
    const plan = planInUse();
    const session = openSession(worldOf(values.world));
    const shelf: Bookshelf = { plan, s3In: perRegion((region) => new S3Client(session.settings(region))) };
    try {
      const found = diffReleases(await readSide(from, shelf), await readSide(to, shelf));
      if (values.html !== undefined) writeFileSync(values.html, releaseDiffPage(found));
      if (values.json) printJson(found, 2);
      else console.log(releaseDiffText(found));
      return isSame(found) ? EXIT.same : EXIT.different;
    } catch (error) {
      printProblems(problemsOf(error));
      return EXIT.trouble;
    }
  },
};

const RELEASE_ID = /^r-[0-9a-f]{4,16}$/;

async function readSide(written: string, shelf: Bookshelf): Promise<ComparableRelease> {
  // A folder of such a name is written ./current.
  if (written === 'current' || RELEASE_ID.test(written)) {
    return comparableOfPublished(await readPublished(shelf, written), shelf.plan);
  }
  return comparableOfComposed(await composedAt(written, shelf.plan), written);
}

const composedAt = (folder: string, plan: Plan) => withSource(folder, plan, (source) => compose(source, plan));

/** Sentences for people; a fault of this program is thrown on. */
function problemsOf(error: unknown): readonly string[] {
  if (error instanceof SourceError || error instanceof UnreadableRelease) return error.problems;
  const because = explained(error);
  if (because === undefined) throw error;
  return [because];
}
