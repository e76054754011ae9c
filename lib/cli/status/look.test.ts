import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { clientSettings } from '../../../lambdas/edge/clients';
import { plan } from '../../../test/fixtures';
import { seenPlan } from './look';

const [HOME = '', STANDBY = ''] = plan.regions;
const WRITERS = `<DescribeGlobalClustersResponse><DescribeGlobalClustersResult><GlobalClusters><GlobalClusterMember>
  <GlobalClusterIdentifier>orders</GlobalClusterIdentifier><GlobalClusterMembers><GlobalClusterMember>
  <DBClusterArn>arn:aws:rds:us-east-1:1:cluster:orders</DBClusterArn><IsWriter>true</IsWriter>
  </GlobalClusterMember></GlobalClusterMembers></GlobalClusterMember></GlobalClusters>
  </DescribeGlobalClustersResult></DescribeGlobalClustersResponse>`;

const regionIn = ({ headers }: IncomingMessage) => /\/(us-[a-z]+-\d)\//.exec(headers.authorization ?? '')?.[1];

test('asks every Region at once where the writers are, and waits for none that is dark', async () => {
  let askedStandby = () => {};
  const standbyWasAsked = new Promise<void>((resolve) => {
    askedStandby = resolve;
  });
  const server = createServer(async (request, response) => {
    const isRds = (await text(request)).includes('DescribeGlobalClusters');
    if (!isRds) return response.writeHead(400).end('{"__type":"AccessDeniedException"}');
    // The home Region says nothing until the other one was asked, and then breaks.
    if (regionIn(request) === HOME) return standbyWasAsked.then(() => request.socket.destroy());
    askedStandby();
    return response.end(WRITERS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
  const settings = (region: string) => ({ ...clientSettings(region), endpoint, credentials });
  const seen = await seenPlan({ settings, post: () => Promise.reject(new Error('nothing is posted')) }, plan, [
    STANDBY,
  ]);
  server.closeAllConnections();
  server.close();
  expect(seen.writers).toEqual({ orders: HOME });
});
