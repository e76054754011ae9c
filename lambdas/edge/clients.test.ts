import { createServer, type Server } from 'node:net';
import { DescribeGlobalClustersCommand, RDSClient } from '@aws-sdk/client-rds';
import { clientSettings } from './clients';

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
test('a call that is never answered ends with its time-out, after one attempt', async () => {
  const settings = clientSettings('us-west-2');
  const rds = new RDSClient({
    ...settings,
    requestHandler: { ...settings.requestHandler, requestTimeout: 200 },
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const call = rds.send(new DescribeGlobalClustersCommand({}));
  await expect(call).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 1 } });
  rds.destroy();
}, 5000);
