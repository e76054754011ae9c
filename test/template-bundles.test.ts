import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onAlarm } from '../lambdas/triggers/on-alarm/trigger';
import { bundleLambdas } from '../lib/constructs/bundles';
import { addControlPlanes, TRIGGERS, understudyApp } from '../lib/constructs/understudy-app';
import { canonicalJson, sha256 } from '../lib/domain/canonical-json';
import type { Plan } from '../lib/domain/plan';
import { slugOf } from '../lib/domain/step';
import { allSteps } from '../lib/workflow/workflows';
import { plan } from './synthesised';
import { temporaryDirectory } from './temporary';

const steps = allSteps();
const triggers = TRIGGERS;
const KILOBYTES = 1000;
const KILOBYTES_MAX = 650;
/** Each service that is asked adds the 60 to 100 KB of its client. */
const ASKS_MANY_SERVICES: Readonly<Record<string, number>> = {
  'check-readiness': 900,
  // The largest client is that of S3: releases are verified with it, beside stacks and the lock.
  'deploy-stacks': 750,
  // What closes a run in its machine's place sees executions, archives and tells, besides its own work.
  'admit-run': 750,
  'on-run-ended': 750,
  'change-controls': 750,
  // Records, checks, alarms, tables and writers of every Region.
  'settle-traffic': 750,
  // Likewise, and what tells which Region is active.
  'watch-region': 1000,
  // Releases, templates, detections, writers, items and metrics, one service each.
  'check-drift': 850,
  // Whatever may write is stopped: stacks, services, executions, rules, schedules and hooks, one client each.
  'fence-region': 850,
  'unfence-region': 800,
  // Nobody waits for a check: nine services are looked at, one small client each, beside releases and tables.
  'audit-standby': 950,
  // The release and the writers beside the item and the metric.
  'report-readiness': 750,
};

/** The SDK warns about the Node of this machine; Lambda has another. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

const bundle = () => {
  const directory = temporaryDirectory('bundles');
  return bundleLambdas({ steps, triggers, plan, directory });
};
const bundles = bundle();
const again = bundle();
const slugs = [...steps, ...triggers].map(slugOf);

/** What each bundle exports as its handler, or why it does not load. One process for all: each brings all it needs. */
const loaded: Readonly<Record<string, string>> = (() => {
  const files = slugs.map((slug) => [slug, pathToFileURL(join(bundles(slug), 'index.mjs')).href]);
  const script = `
    const load = ([slug, file]) =>
      import(file).then(({ handler }) => [slug, typeof handler], (error) => [slug, String(error)]);
    const found = [];
    for (const one of ${JSON.stringify(files)}) found.push(await load(one));
    process.stdout.write(JSON.stringify(Object.fromEntries(found)));`;
  // Outside the repository, where no node_modules could lend it a module it lacks.
  const options = { cwd: tmpdir(), env: { AWS_REGION: 'us-west-2', ...QUIET } };
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).toString());
})();

describe('the bundle', () => {
  it.each(slugs)('of %s is small enough to start fast', (slug) => {
    const kilobytesMax = ASKS_MANY_SERVICES[slug] ?? KILOBYTES_MAX;
    expect(statSync(join(bundles(slug), 'index.mjs')).size / KILOBYTES).toBeLessThanOrEqual(kilobytesMax);
  });

  it.each(slugs)('of %s loads by itself and exports a handler', (slug) => {
    expect(loaded[slug]).toBe('function');
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

describe('the app', () => {
  const stacksOf = (of: Plan): string[] => {
    const app = understudyApp({ outdir: temporaryDirectory('cdk') });
    addControlPlanes(app, of);
    return app.node.children.map(({ node }) => node.id);
  };

  it('has a control plane for each Region of the plan, and a witness outside them', () => {
    expect(stacksOf(plan)).toEqual([
      'understudy-orders-us-east-1',
      'understudy-orders-us-west-2',
      'understudy-orders-eu-west-1',
    ]);
  });

  it('has no witness where the plan names none', () => {
    const { witness, ...watch } = plan.watch;
    expect(stacksOf({ ...plan, automation: 'prepare', watch })).not.toContain(`understudy-orders-${witness}`);
  });
});
