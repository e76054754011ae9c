import { createServer, type Server } from 'node:net';
import { DescribeGlobalClustersCommand, RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, quickSettings } from './clients';

/** An endpoint in a Region that is going dark: it accepts every connection and never says a word. */
let blackHole: Server;
let port: number;

beforeAll(async () => {
  blackHole = createServer(() => {});
  await new Promise<void>((resolve) => blackHole.listen(0, '127.0.0.1', resolve));
  port = (blackHole.address() as { port: number }).port;
});

afterAll(() => blackHole.close());

// F-114
test.each([
  ['a call', clientSettings('us-west-2', { connectionTimeout: 1500, requestTimeout: 200 })],
  ['a call of a quick client', quickSettings('us-west-2', 200)],
])(
  '%s that is never answered ends with its time-out, after one attempt',
  async (_, settings) => {
    const rds = new RDSClient({
      ...settings,
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    const call = rds.send(new DescribeGlobalClustersCommand({}));
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 1 } });
    rds.destroy();
  },
  5000,
);
