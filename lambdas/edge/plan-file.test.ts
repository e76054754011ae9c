import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan } from '../../test/fixtures';
import { temporaryDirectory } from '../../test/temporary';
import { lazily } from './lazily';
import { planFromFile } from './plan-file';

const taskRoot = (text?: string) => {
  const folder = temporaryDirectory('task-root');
  if (text !== undefined) writeFileSync(join(folder, 'plan.json'), text);
  return folder;
};

describe('A trigger', () => {
  test('reads the plan beside its bundle', () => {
    expect(planFromFile(taskRoot(JSON.stringify(plan)))).toEqual(plan);
  });

  test('says which file is missing', () => {
    const folder = taskRoot();
    expect(() => planFromFile(folder)).toThrow(`no plan beside this bundle: expected ${join(folder, 'plan.json')}`);
  });

  test('says what is wrong with a plan that is none', () => {
    expect(() => planFromFile(taskRoot('{"name": "orders"}'))).toThrow(/plan.json is not a plan: .*account: /);
  });

  test('says that it does not run as a Lambda function', () => {
    expect(() => planFromFile('')).toThrow('LAMBDA_TASK_ROOT is not set');
  });
});

describe('A lazy handler', () => {
  test('is made once, at its first event', async () => {
    let made = 0;
    const handler = lazily(() => {
      made += 1;
      return async (event: number) => event + 1;
    });
    expect(made).toBe(0);
    expect([await handler(1), await handler(2)]).toEqual([2, 3]);
    expect(made).toBe(1);
  });

  test('is made again after it could not be made', async () => {
    let tries = 0;
    const handler = lazily(() => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      return async () => 'ready';
    });
    await expect(handler(undefined)).rejects.toThrow('not yet');
    await expect(handler(undefined)).resolves.toBe('ready');
  });
});
