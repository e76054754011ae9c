import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientSettings } from '../../../lambdas/edge/clients';
import { plan } from '../../../test/fixtures';
import { seenStanding } from './standing';

const [HOME = '', STANDBY = ''] = plan.regions;
const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });

/** Any answer of this very machine comes sooner, however busy it is. */
const PATIENCE_MILLISECONDS = 1500;

/** What is told while claims are read, where each Region answers in its own way. */
async function toldBy(answers: (region: string, response: ServerResponse, told: Promise<void>) => void) {
  let hasTold = () => {};
  const told = new Promise<void>((resolve) => {
    hasTold = resolve;
  });
  const regionIn = ({ headers }: IncomingMessage) => /\/\d{8}\/([a-z0-9-]+)\//.exec(headers.authorization ?? '')?.[1];
  const server = createServer((request, response) => answers(regionIn(request) ?? '', response, told));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lines: string[] = [];
  const settings = (region: string) => ({ ...clientSettings(region), endpoint, credentials });
  const tell = (line: string) => {
    lines.push(line);
    hasTold();
  };
  const standing = await seenStanding({ settings }, plan, { tell, patienceMilliseconds: PATIENCE_MILLISECONDS });
  server.closeAllConnections();
  server.close();
  // Whoever was answered in time is told nothing afterwards.
  await new Promise((wake) => setTimeout(wake, PATIENCE_MILLISECONDS));
  return { lines, standing };
}

test('says whose claim is waited for, once, where one takes long', async () => {
  const { lines, standing } = await toldBy(async (region, response, told) => {
    if (region === HOME) await told;
    response.end('{}');
  });
  expect(lines).toEqual([`waiting for ${HOME} to say whether it is active; a dark Region takes up to half a minute`]);
  expect(standing).toEqual({ active: HOME, silent: [] });
});

test('names every Region that is waited for, and ends where none answers', async () => {
  const { lines, standing } = await toldBy(async (_, response, told) => {
    await told;
    response.destroy();
  });
  expect(lines).toEqual([expect.stringContaining(`waiting for ${HOME} and ${STANDBY} to say`)]);
  expect(standing.silent).toEqual([HOME, STANDBY]);
});

test('says nothing where all answer at once', async () => {
  expect((await toldBy((_, response) => response.end('{}'))).lines).toEqual([]);
});
