import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEMPLATE_BYTES_MAX, templateProblems } from './template-size';

const directory = mkdtempSync(join(tmpdir(), 'template-size-'));
/** A stack whose template has so many bytes, of letters that take two each. */
const stackOf = (bytes: number) => {
  const templateFullPath = join(directory, `${bytes}.json`);
  writeFileSync(templateFullPath, 'é'.repeat(bytes / 2) + 'e'.repeat(bytes % 2));
  return { stackName: 'understudy-orders', environment: { region: 'us-west-2' }, templateFullPath };
};

test('A template as long as CloudFormation takes it is no problem', () => {
  expect(templateProblems([stackOf(TEMPLATE_BYTES_MAX)])).toEqual([]);
});

test('A longer one is refused, with its stack, its Region and what to do', () => {
  expect(templateProblems([stackOf(TEMPLATE_BYTES_MAX), stackOf(TEMPLATE_BYTES_MAX + 1)])).toEqual([
    'the template of understudy-orders in us-west-2 has 1000001 bytes, CloudFormation takes at most 1000000 (1.0 MB); ' +
      'each state machine holds the whole plan: give the stacks and databases of the plan shorter names, or make two ' +
      'plans of it',
  ]);
});
