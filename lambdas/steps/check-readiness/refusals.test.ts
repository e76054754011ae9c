import { sha256 } from '../../../lib/domain/canonical-json';
import { RELEASE_OBJECT_BYTES_MAX } from '../../../lib/domain/release';
import { HERE, LOST } from '../../../test/fixtures';
import { releaseStack } from '../../../test/stack-world';
import {
  answered,
  awsError,
  decided,
  fails,
  manifest,
  manifestText,
  type Standby,
  said,
  template,
} from '../../../test/standby';

describe('CheckReadiness refuses', () => {
  test.each<[string, (at: Standby) => void, string]>([
    [
      'a global database without a member here',
      (at) => {
        at.members = [LOST];
      },
      'orders has no member in us-west-2',
    ],
    [
      'a writer in another Region than was confirmed lost',
      (at) => {
        at.members = [LOST, HERE, 'eu-west-1'];
        at.writerRegion = 'eu-west-1';
      },
      'the writer of orders is in eu-west-1, but the outage was confirmed for us-east-1',
    ],
    [
      'no writer at all',
      (at) => {
        at.writerRegion = undefined;
      },
      'the writer of orders is in no Region',
    ],
    [
      'a failover under way',
      (at) => {
        at.failover = { Status: 'failing-over', ToDbClusterArn: 'arn:x' };
      },
      'orders is being moved to arn:x (failing-over)',
    ],
    // F-41
    [
      'a headless cluster',
      (at) => {
        at.cluster = { Status: 'available', EngineVersion: '16.4', DBClusterMembers: [] };
      },
      'orders-us-west-2 is headless',
    ],
    [
      'a missing cluster',
      (at) => {
        at.cluster = undefined;
      },
      'there is no cluster orders-us-west-2 here',
    ],
    // F-42
    [
      'another minor version',
      (at) => {
        at.primaryVersion = '16.6';
      },
      'engine versions differ, 16.4 here and 16.6 in the primary',
    ],
    [
      'a global cluster that does not exist',
      fails('DescribeGlobalClustersCommand', awsError('GlobalClusterNotFoundFault', 404)),
      'orders: rds:DescribeGlobalClusters failed: GlobalClusterNotFoundFault',
    ],
    [
      'a denied call, naming it',
      fails('DescribeDBClustersCommand', awsError('AccessDenied', 403)),
      'rds:DescribeDBClusters failed: AccessDenied',
    ],
    [
      'a missing release',
      (at) => {
        delete at.objects['current.json'];
      },
      'no release is staged here: there is no current.json in understudy-orders-releases-111122223333-us-west-2',
    ],
    // F-64
    [
      'a release that may not be read',
      fails('GetObjectCommand', awsError('AccessDenied', 403)),
      'cannot be read, s3:GetObject failed: AccessDenied',
    ],
    [
      'a manifest that is too large',
      (at) => {
        at.objects['current.json'] = { text: '{}', versionId: 'v', bytes: RELEASE_OBJECT_BYTES_MAX + 1 };
      },
      'has 1048577 bytes, at most 1048576 are read',
    ],
    [
      'a bucket without versions',
      (at) => {
        at.objects['current.json'] = { text: manifestText(), versionId: 'null' };
      },
      'keeps no versions',
    ],
    [
      'a manifest that is not JSON',
      (at) => {
        at.objects['current.json'] = { text: 'tea', versionId: 'v' };
      },
      'release: the manifest is not JSON',
    ],
    // F-66
    [
      'a manifest that was changed after it was signed',
      (at) => {
        at.objects['current.json'] = { text: manifestText().replace('c0ffee', 'c0ffea'), versionId: 'v' };
      },
      'changed after it was signed',
    ],
    // F-67
    [
      'a release that is too old',
      manifest({ createdAt: '2026-11-14T11:00:00Z' }),
      'it is 169 h old, the plan allows 168 h',
    ],
    ['a release for another Region', manifest({ region: LOST }), 'it was staged for us-east-1'],
    [
      'a template that reads SSM',
      (at) => {
        const text = '{"Parameters":{"BootstrapVersion":{"Type":"AWS::SSM::Parameter::Value<String>"}}}';
        const { template, ...data } = releaseStack('orders-data');
        const stacks = [{ ...data, template: { ...template, sha256: sha256(text) } }, releaseStack('orders-web')];
        manifest({ stacks })(at);
        at.objects['orders-data.json'] = { text, versionId: 'v-orders-data' };
      },
      'version v-orders-data): its parameter BootstrapVersion reads SSM at deploy time',
    ],
    // F-64
    [
      'a missing template',
      (at) => {
        delete at.objects['orders-web.json'];
      },
      'the template of orders-web (orders-web.json, version v-orders-web) is not in',
    ],
    [
      'a template in another version',
      (at) => {
        at.objects['orders-web.json'] = { text: template('orders-web'), versionId: 'v-2' };
      },
      'the template of orders-web (orders-web.json, version v-orders-web) is not in',
    ],
    [
      'a template with other bytes',
      (at) => {
        at.objects['orders-web.json'] = { text: '{}', versionId: 'v-orders-web' };
      },
      'is not what was signed',
    ],
    [
      'a template that CloudFormation would not read',
      (at) => {
        at.objects['orders-web.json'] = { text: '{}', versionId: 'v-orders-web', bytes: RELEASE_OBJECT_BYTES_MAX + 1 };
      },
      'has 1048577 bytes, at most 1048576 are allowed',
    ],
    [
      'a missing asset',
      (at) => {
        delete at.objects['web.zip'];
      },
      'an asset (web.zip, version v-web-zip) is not in',
    ],
    [
      'an asset that is not what was signed',
      (at) => {
        at.objects['web.zip'] = { text: 'zap', versionId: 'v-web-zip' };
      },
      'an asset (web.zip, version v-web-zip) is not what was signed: its SHA-256 is',
    ],
    [
      'an asset that S3 has no checksum of',
      (at) => {
        at.objects['web.zip'] = { text: 'zip', versionId: 'v-web-zip', checksum: undefined };
      },
      'an asset (web.zip, version v-web-zip) has no SHA-256 in understudy-orders-releases-',
    ],
    [
      'a release that was put back in the place of a younger one',
      (at) => {
        const text = manifestText({ release: 'r-9999', createdAt: '2026-11-21T11:00:00Z' });
        at.earlier = [{ versionId: 'v-young', text }];
      },
      'release: the manifest was rolled back: release r-3f2a1b of 2026-11-21T10:00:00Z stands where release r-9999',
    ],
    [
      'a release whose history may not be seen',
      fails('ListObjectVersionsCommand', awsError('AccessDenied', 403)),
      'whether an older one was put back cannot be seen: s3:ListBucketVersions failed: AccessDenied',
    ],
    [
      'a signal that claims this epoch already',
      (at) => {
        at.signal = said(200, 'CLAIMED');
      },
      'answered "CLAIMED", expected CLEAR: epoch 101 is new',
    ],
    // F-95
    [
      'a signal that nobody may read',
      (at) => {
        at.signal = said(403, 'Forbidden');
      },
      'the signal of this Region answered 403, expected 200',
    ],
    [
      'a Region without an address',
      (at) => {
        at.names[`${HERE}.orders.example.com`] = answered();
      },
      'the name of us-west-2 behind it has no address',
    ],
    [
      'a Region behind a private address',
      (at) => {
        at.names[`${HERE}.orders.example.com`] = answered('10.0.0.1');
      },
      'not public: 10.0.0.1 (private)',
    ],
  ])('%s', async (_, change, because) => {
    const decision = await decided(change);
    expect(decision.kind).toBe('refuse');
    expect(decision.because).toContain(because);
  });

  test('once, with everything that has to be put right', async () => {
    const { because } = await decided((at) => {
      at.members = [LOST];
      delete at.objects['orders-web.json'];
      at.signal = said(404, '');
      at.names['orders.example.com'] = answered('52.9.0.1');
    });
    for (const part of ['no member', 'orders-web.json', 'answered 404', '52.9.0.1']) expect(because).toContain(part);
  });
});
