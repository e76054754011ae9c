import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onAlarm } from '../lambdas/triggers/on-alarm/trigger';
import { serveSignal } from '../lambdas/triggers/serve-signal/trigger';
import { watchRegion } from '../lambdas/triggers/watch-region/trigger';
import { bundleLambdas } from '../lib/constructs/bundles';
import { canonicalJson, sha256 } from '../lib/domain/canonical-json';
import { slugOf } from '../lib/domain/step';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { plan } from './synthesised';
import { temporaryDirectory } from './temporary';

const steps = stepsOf(failover);
const triggers = [onAlarm, watchRegion, serveSignal];
const KILOBYTES = 1000;
const KILOBYTES_MAX = 650;
/** check-readiness asks more services than any other step. */
const READINESS_KILOBYTES_MAX = 900;

/** The SDK warns about the Node of this machine; Lambda has another. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

const bundle = () => {
  const directory = temporaryDirectory('bundles');
  return bundleLambdas({ steps, triggers, plan, directory });
};
const bundles = bundle();
const again = bundle();
const slugs = [...steps, ...triggers].map(slugOf);

describe('the bundle', () => {
  it.each(slugs)('of %s is small enough to start fast', (slug) => {
    const limit = slug === 'check-readiness' ? READINESS_KILOBYTES_MAX : KILOBYTES_MAX;
    expect(statSync(join(bundles(slug), 'index.mjs')).size / KILOBYTES).toBeLessThanOrEqual(limit);
  });

  it.each(slugs)('of %s loads by itself and exports a handler', (slug) => {
    const file = pathToFileURL(join(bundles(slug), 'index.mjs')).href;
    const script = `const { handler } = await import(${JSON.stringify(file)}); process.stdout.write(typeof handler)`;
    const env = { AWS_REGION: 'us-west-2', LAMBDA_TASK_ROOT: bundles(slug), ...QUIET };
    // Outside the repository, where no node_modules could lend it a module it lacks.
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: tmpdir(), env });
    expect(said.toString()).toBe('function');
  });

  it('of a trigger stands beside the plan, every default filled in; a step is told it by its machine', () => {
    for (const trigger of triggers) {
      expect(readFileSync(join(bundles(slugOf(trigger)), 'plan.json'), 'utf8')).toBe(canonicalJson(plan));
    }
    for (const step of steps) expect(readdirSync(bundles(slugOf(step)))).toEqual(['index.mjs']);
  });

  it('is the same bytes from the same sources', () => {
    const digestOf = (slug: string, from: typeof bundles) => sha256(readFileSync(join(from(slug), 'index.mjs')));
    expect(slugs.map((slug) => digestOf(slug, again))).toEqual(slugs.map((slug) => digestOf(slug, bundles)));
  });

  it('names every handler that is missing', () => {
    const unwritten = { ...onAlarm, name: 'NotThere' };
    expect(() => bundleLambdas({ steps: [], triggers: [unwritten], plan, directory: tmpdir() })).toThrow(
      'missing lambdas/triggers/not-there/handler.ts',
    );
  });
});
