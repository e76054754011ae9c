import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../test/temporary';
import { runCommand } from '../main';
import { givenTo } from '../program';
import { UsageError } from '../usage';
import { diff } from './diff';

const base = temporaryDirectory('diff');

/** A folder of plain templates for the plan of the example. @param size a value of its own in one of them */
function folderOf(name: string, size: string): string {
  const folder = join(base, name);
  mkdirSync(folder);
  const queue = { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: size } };
  const write = (file: string, content: object) => writeFileSync(join(folder, file), JSON.stringify(content));
  write('data.json', { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  write('web.json', { Resources: { Queue: queue } });
  const stacks = ['data', 'web'].map((stack) => ({ name: `orders-${stack}`, template: `${stack}.json` }));
  write('release.json', { stacks });
  return folder;
}

const [older, same, newer] = [folderOf('older', '60'), folderOf('same', '60'), folderOf('newer', '120')];

/** What the command printed, and how it ended. */
async function run(...args: string[]) {
  const printed = { out: [] as string[], err: [] as string[] };
  const out = jest.spyOn(console, 'log').mockImplementation((line) => printed.out.push(String(line)));
  const err = jest.spyOn(console, 'error').mockImplementation((line) => printed.err.push(String(line)));
  try {
    return {
      code: await diff.run(givenTo(diff, 'release diff', args)),
      out: printed.out.join('\n'),
      err: printed.err.join('\n'),
    };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

describe('understudy release diff', () => {
  it('ends with 0 when nothing differs', async () => {
    expect(await run(older, same)).toMatchObject({ code: 0, out: expect.stringContaining('nothing differs'), err: '' });
  });

  it('ends with 1 when something differs, and says what', async () => {
    const { code, out } = await run(older, newer);
    expect(code).toBe(1);
    expect(out).toContain('orders-data: same');
    expect(out).toContain('~ Queue AWS::SQS::Queue updated: MessageRetentionPeriod');
  });

  it('writes one HTML file that loads and runs nothing', async () => {
    const file = join(base, 'diff.html');
    expect(await run(older, newer, '--html', file)).toMatchObject({ code: 1, err: '' });
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('<h4>orders-web: changed</h4>');
    expect(page).toContain(`content="default-src 'none'`);
    expect(page).not.toMatch(/<script|<link|<img|src="|href="/);
  });

  it('prints nothing but JSON when it is asked to', async () => {
    const { code, out } = await run(older, newer, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      from: { source: older },
      to: { source: newer },
      stacks: [{ change: 'same' }, { stack: 'orders-web', change: 'changed' }],
    });
  });

  it('ends with 2 when a side cannot be read, and says why', async () => {
    const { code, out, err } = await run(older, join(base, 'nowhere'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`understudy: there is no folder ${join(base, 'nowhere')}`);
  });

  it('says so as JSON when it is asked to', async () => {
    const { code, out, err } = await run(older, join(base, 'nowhere'), '--json');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('understudy: there is no folder') });
    expect(out).toMatch(/^\{\n {2}"problems"/);
    expect(JSON.parse(out)).toEqual({ problems: [expect.stringContaining('there is no folder')], findings: [] });
  });

  it('never runs a CDK app', async () => {
    writeFileSync(join(base, 'cdk.json'), JSON.stringify({ app: `touch ${join(base, 'was-run')}` }));
    expect(await run(older, join(base, 'cdk.out'))).toMatchObject({
      code: 2,
      err: expect.stringContaining(`there is no folder ${join(base, 'cdk.out')}; write it with cdk synth --output`),
    });
    expect(existsSync(join(base, 'was-run'))).toBe(false);
  });

  it.each([
    ['curent', 'curent is no folder; did you mean current'],
    ['r-12', 'r-12 is no folder; a release is called current, or r- and 10 digits'],
  ])('says what %s might be', async (written, expected) => {
    expect(await run(older, written)).toMatchObject({ code: 2, err: `understudy: ${expected}` });
  });

  it('ends with 2 when no Region answers for a release that was published, with a line for each', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: 'nothing' });
    try {
      const { code, out, err } = await run('r-0000aaaa', older, '--world', `http://127.0.0.1:${await closedPort()}`);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      for (const region of ['us-east-1', 'us-west-2']) {
        expect(err).toContain(`understudy: s3:GetObject of releases/r-0000aaaa.json in ${region} failed`);
      }
    } finally {
      process.env = before;
    }
  });

  it.each([
    [[], 'release diff takes <from>, a release id'],
    [['current'], 'release diff takes <to>, another one; got only 1 of 2'],
    [['a', 'b', 'c'], 'release diff takes <from> <to>; got a, b and c'],
  ])('takes two releases, not %j', async (args, expected) => {
    const refused = runCommand(diff, args, 'release diff');
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(expected);
  });
});
