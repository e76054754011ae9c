/** What a person is told to type about a rehearsal world goes to that world, and not to AWS. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openSession } from '../lib/cli/aws/signed-session';
import { main } from '../lib/cli/main';
import { watchInTerminal } from '../lib/cli/watch';
import { HERE, plan, RUN_ID } from './fixtures';

/** Runs something against a small world, and gives what it has printed. */
async function printed(
  answer: (operation: string) => { status: number; json: object },
  work: (world: string) => Promise<unknown>,
): Promise<{ world: string; lines: string[] }> {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  const lines: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
  const server = createServer(async (request, response) => {
    await text(request);
    const { status, json } = answer(String(request.headers['x-amz-target']).split('.')[1] ?? '');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const world = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await work(world);
    return { world, lines };
  } finally {
    server.closeAllConnections();
    server.close();
    jest.restoreAllMocks();
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
  }
}

describe('In a world', () => {
  const denied = () => ({ status: 400, json: { __type: 'AccessDeniedException' } });

  test.each([[[]], [['--json']]])('status says of which one to look again, %j', async (flags) => {
    const { world, lines } = await printed(denied, (url) => main(['status', ...flags, '--world', url]));
    expect(lines.join('\n')).toContain(`npx understudy status --world ${world}`);
    expect(lines.join('\n')).not.toMatch(/understudy status("|$)/m);
  });

  test('whoever stops watching is told how to go on there', async () => {
    const nothingYet = (operation: string) => {
      if (operation === 'GetExecutionHistory') process.emit('SIGINT');
      return { status: 200, json: operation === 'GetExecutionHistory' ? { events: [] } : { Items: [] } };
    };
    const named = { run: RUN_ID, verb: 'failover', region: HERE } as const;
    const { world, lines } = await printed(nothingYet, (url) =>
      watchInTerminal({ plan, session: openSession(url), named, plain: true, json: false, world: url }),
    );
    expect(lines.at(-1)).toContain(`: npx understudy watch '${RUN_ID}' --world ${world}`);
  });
});
