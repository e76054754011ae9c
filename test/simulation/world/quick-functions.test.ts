import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUICK_FUNCTIONS } from './aws-calls';

const LAMBDAS = join(__dirname, '../../../lambdas');

test('The functions that are quick to give up a Region are those whose handlers say so', () => {
  const quick = ['steps', 'triggers'].flatMap((kind) =>
    readdirSync(join(LAMBDAS, kind)).filter((name) =>
      readFileSync(join(LAMBDAS, kind, name, 'handler.ts'), 'utf8').includes('quickSettings('),
    ),
  );
  expect(quick.sort()).toEqual([...QUICK_FUNCTIONS].sort());
});
