import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Plan } from '../../lib/domain/plan';
import { PlanError, readPlan } from '../../lib/domain/plan-reader';
import { claim, expectSentences, HANG_MILLISECONDS, unpolluted } from './fuzz';
import { anyPlan } from './plans';
import { anyJson, anyKey, damaged, HUGE, leavesOf, ofAnotherType, type Path, replaced, valueAt } from './texts';

const text = readFileSync(join(__dirname, '../../plan.json'), 'utf8');
const written: unknown = JSON.parse(text);
const leaves = leavesOf(written);

/** The plan, or its problems, each of them a sentence. */
function read(plan: string): Plan | readonly string[] {
  try {
    return readPlan(plan);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    expectSentences(error.problems);
    return error.problems;
  }
}

const problemsOf = (plan: string): readonly string[] => {
  const found = read(plan);
  return Array.isArray(found) ? found : [];
};

/** databases[0].clusters.us-east-1 */
const dotted = (path: Path): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');

const leaf = fc.constantFrom(...leaves);
const wrongLeaf = leaf.chain((path) => fc.tuple(fc.constant(path), ofAnotherType(valueAt(written, path))));

describe('A plan', () => {
  claim('that keeps the rules is read, and reads the same when it is written again', anyPlan, (plan) => {
    const once = readPlan(JSON.stringify(plan));
    expect(once).toMatchObject(plan as object);
    expect(readPlan(JSON.stringify(once))).toEqual(once);
  });

  claim('of any JSON is read or refused in sentences', anyJson, (json) =>
    unpolluted(() => void read(JSON.stringify(json))),
  );

  claim('with one value of any kind is read or refused in sentences', fc.tuple(leaf, anyJson), ([path, value]) =>
    unpolluted(() => void read(JSON.stringify(replaced(written, path, value)))),
  );

  claim('with one value of another type is refused at its path', wrongLeaf, ([path, value]) => {
    const problems = problemsOf(JSON.stringify(replaced(written, path, value)));
    expect(problems.map((problem) => problem.split(': ')[0])).toContainEqual(expect.stringContaining(dotted(path)));
  });

  const twoApart = fc.tuple(wrongLeaf, wrongLeaf).filter(([[one], [other]]) => dotted(one) !== dotted(other));
  claim('with two wrong values is refused for both in one pass', twoApart, ([[one, wrong], [other, wrongToo]]) => {
    const problems = problemsOf(JSON.stringify(replaced(replaced(written, one, wrong), other, wrongToo)));
    for (const path of [one, other]) {
      expect(problems.map((problem) => problem.split(': ')[0])).toContainEqual(expect.stringContaining(dotted(path)));
    }
  });

  const where = fc.constantFrom<Path>([], ['watch'], ['release'], ['databases', 0], ['canaries', 1], ['traffic']);
  const stranger = fc.tuple(
    where,
    anyKey.filter((key) => !['name', 'url', '$schema'].includes(key)),
    anyJson,
  );
  claim('with an unknown key anywhere is refused', stranger, ([path, key, value]) => {
    const object = Object.entries(valueAt(written, path) as object);
    const members = [...object, [key, value] as const].map(
      ([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member)}`,
    );
    const marked = JSON.stringify(path.length === 0 ? 'MARK' : replaced(written, path, 'MARK'));
    const found = problemsOf(marked.replace('"MARK"', () => `{${members.join(',')}}`));
    expect(found).not.toEqual([]);
  });

  claim('that was damaged is read or refused in sentences', damaged(text), (broken) =>
    unpolluted(() => void read(broken)),
  );

  test.each(HUGE)('of %s is refused, and soon', (_, huge) => {
    const began = performance.now();
    for (const plan of [huge, `{"name":${huge}}`, text.replace('"orders"', () => huge)]) {
      expect(problemsOf(plan)).not.toEqual([]);
    }
    expect(performance.now() - began).toBeLessThan(HANG_MILLISECONDS);
  });
});
