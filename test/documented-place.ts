import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ordersStacks } from '../examples/orders/lib/orders-stacks';
import { chained } from '../lib/domain/evidence';
import { documentSha256 } from '../lib/domain/evidence-archive';
import { historyText } from '../lib/domain/history-line';
import { writeRehearsalKey } from '../lib/rehearsal/rehearsal-key';
import { document, EPOCH, NOW, plan, RUN_ID } from './fixtures';
import { ROOT } from './sources';
import { temporaryDirectory } from './temporary';

/** The files that the pages name, as somebody has them who did what the pages say: path → where it really lies. */
export function preparedFiles(): Readonly<Record<string, string>> {
  const kept = temporaryDirectory('documented');
  const assembly = synthesised(join(kept, 'cdk.out'));
  // The folder that `rehearse --hold` names holds plan, key and assembly; other pages call an assembly a folder, too.
  symlinkSync('.', join(assembly, 'assembly'));
  symlinkSync(join(ROOT, 'plan.json'), join(assembly, 'plan.json'));
  writeRehearsalKey(assembly);
  const file = (name: string, text: string) => {
    writeFileSync(join(kept, name), text);
    return join(kept, name);
  };
  const key = writeRehearsalKey(kept);
  return {
    '.git': join(ROOT, '.git'),
    'plan.json': join(ROOT, 'plan.json'),
    'three.json': file('three.json', JSON.stringify(planOfThree())),
    'examples/orders/cdk.out': assembly,
    'cdk.out': assembly,
    'release-key.pem': key,
    held: assembly,
    'calls.jsonl': file('calls.jsonl', historyText([])),
    'run-1.json': file('run-1.json', archive()),
  };
}

/** The example's cloud assembly, as `npm run synth` writes it. */
function synthesised(outdir: string): string {
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
  ordersStacks(app, { plan, image: `orders@sha256:${'0'.repeat(64)}` });
  app.synth();
  return outdir;
}

/** The example's plan with a third Region: only there a majority can be missed. */
function planOfThree(): object {
  const { regions, databases, ...rest } = JSON.parse(readFileSync(join(ROOT, 'plan.json'), 'utf8'));
  const third = 'eu-central-1';
  const [{ clusters, ...database }] = databases;
  return {
    ...rest,
    regions: [...regions, third],
    databases: [{ ...database, clusters: { ...clusters, [third]: `orders-${third}` } }],
  };
}

/** What `evidence verify --save` keeps of a run. */
function archive(): string {
  const about = { at: NOW, runId: RUN_ID, epoch: EPOCH, because: 'b' };
  const data = { documentSha256: documentSha256(document) };
  const records = [chained(undefined, { ...about, kind: 'ended', step: 'CloseRun', data })];
  return JSON.stringify({ runId: RUN_ID, archivedAt: NOW, records, document });
}

/** A folder with those files, but for what a command line writes itself. */
export function folderWith(files: Readonly<Record<string, string>>, writes: readonly string[]): string {
  const folder = temporaryDirectory('documented');
  for (const [name, file] of Object.entries(files)) {
    if (writes.includes(name)) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(file, join(folder, name));
  }
  return folder;
}
