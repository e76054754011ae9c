import { RELEASE_OBJECT_BYTES_MAX } from '../../../lib/domain/release';
import { inputFor } from '../../../test/fixtures';
import { readsOf, type Standby, signedPlan, standby, template } from '../../../test/standby';
import { stagedRelease } from './staged-release';
import { deployStacks } from './step';

const release = { id: 'r-3f2a1b', versionId: 'v-current', sha256: '0'.repeat(64) };
const input = inputFor(deployStacks, { plan: signedPlan, checkReadiness: { release } });

async function problemsAfter(change: (objects: Standby['objects']) => void) {
  const at = standby();
  change(at.objects);
  const read = await stagedRelease(readsOf(at).clients.s3)(input);
  return 'problems' in read ? read.problems : [];
}

const web = (text: string, bytes = text.length) => ({ 'orders-web.json': { text, versionId: 'v-orders-web', bytes } });

describe('The staged release', () => {
  test('is what was signed, to the last template', async () => {
    expect(await problemsAfter(() => {})).toEqual([]);
  });

  test.each<[string, (objects: Standby['objects']) => void, string]>([
    [
      'a manifest above the limit',
      (objects) => {
        objects['current.json'] = { text: '{}', versionId: 'v-current', bytes: RELEASE_OBJECT_BYTES_MAX + 1 };
      },
      'current.json has 1048577 bytes, at most 1048576 are read',
    ],
    [
      'a template above the limit',
      (objects) => Object.assign(objects, web(template('orders-web'), RELEASE_OBJECT_BYTES_MAX + 1)),
      'the template of orders-web has 1048577 bytes, at most 1048576 are read',
    ],
    [
      'a template with other bytes',
      (objects) => Object.assign(objects, web('{}')),
      'the template of orders-web is not the one that was signed',
    ],
    [
      'a missing template',
      (objects) => {
        delete objects['orders-web.json'];
      },
      'the template of orders-web (orders-web.json, version v-orders-web) is not in',
    ],
  ])('is refused with %s', async (_, change, problem) => {
    expect(await problemsAfter(change)).toEqual([expect.stringContaining(problem)]);
  });
});
