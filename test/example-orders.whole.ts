import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleService } from '../examples/orders/lib/bundle';
import { temporaryDirectory } from './temporary';

const ROOT = join(__dirname, '..');
const PILOT_LIGHTS = { home: 'orders-pilot-light-us-east-1', standby: 'orders-pilot-light-us-west-2' };
const RELEASE = ['orders-data', 'orders-web'];

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, string>>;
}
interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties are whatever the resource takes
  Properties: any;
  DeletionPolicy?: string;
}
interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown; Export?: unknown }>;
}

let outdir: string;

/** Synthesises in a process of its own: from another directory, and with nothing of AWS in its environment. */
function synthesise(...context: string[]): void {
  const environment = {
    PATH: process.env.PATH,
    HOME: outdir,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(Object.fromEntries(context.map((entry) => entry.split(/=(.*)/s, 2)))),
  };
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const options = { cwd: outdir, env: environment, encoding: 'utf8', stdio: 'pipe' } as const;
  execFileSync(process.execPath, [tsx, join(ROOT, 'examples/orders/app.ts')], options);
}

const readJson = (file: string) => JSON.parse(readFileSync(join(outdir, file), 'utf8'));
const template = (stack: string): Template => readJson(`${stack}.template.json`);
const resources = (stack: string, type: string) =>
  Object.values(template(stack).Resources).filter((resource) => resource.Type === type);
const only = (stack: string, type: string): Resource => {
  const [resource, ...more] = resources(stack, type);
  if (!resource || more.length > 0)
    throw new Error(`${stack}: expected one ${type}, got ${more.length + (resource ? 1 : 0)}`);
  return resource;
};
const dependencies = (stack: string): string[] =>
  (readJson('manifest.json').artifacts[stack].dependencies ?? []).filter((name: string) => !name.endsWith('.assets'));

beforeAll(() => {
  outdir = temporaryDirectory('orders');
  synthesise();
}, 120_000);

describe('the orders app', () => {
  it('synthesises a pilot light for each Region and one release', () => {
    const stacks = Object.entries<{ type: string }>(readJson('manifest.json').artifacts)
      .filter(([, { type }]) => type === 'aws:cloudformation:stack')
      .map(([name]) => name);
    expect(stacks.sort()).toEqual([...RELEASE, ...Object.values(PILOT_LIGHTS)].sort());
  });

  it('writes no look-up and no file asset besides its templates', () => {
    expect(readJson('manifest.json').missing).toBeUndefined();
    for (const stack of [...RELEASE, ...Object.values(PILOT_LIGHTS)]) {
      const files = Object.values<{ source: { path: string } }>(readJson(`${stack}.assets.json`).files);
      expect(files.map(({ source }) => source.path)).toEqual([`${stack}.template.json`]);
    }
  });

  it.each(['orders:latest', 'orders', `orders@sha256:${'0'.repeat(63)}`])('refuses the image %s', (image) => {
    expect(() => synthesise(`image=${image}`)).toThrow(/an image is pinned by digest/);
  });
});

describe('the image', () => {
  it('has the digest of the bundle, which is the same wherever it is built', () => {
    const digest = createHash('sha256').update(bundleService()).digest('hex');
    expect(readdirSync(join(outdir, 'images'))).toEqual([`sha256-${digest}.mjs`]);
    for (const stack of RELEASE) {
      const { Image } = only(stack, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions[0];
      expect(Image['Fn::Sub']).toMatch(
        /^\$\{AWS::AccountId}\.dkr\.ecr\.\$\{AWS::Region}\.\$\{AWS::URLSuffix}\/orders@sha256:/,
      );
      expect(Image['Fn::Sub'].endsWith(`@sha256:${digest}`)).toBe(true);
    }
  });
});

describe.each(RELEASE)('the release stack %s', (stack) => {
  it('holds a task definition and a service, and nothing that another control plane makes', () => {
    const types = Object.values(template(stack).Resources).map(({ Type }) => Type);
    expect(types.sort()).toEqual(['AWS::ECS::Service', 'AWS::ECS::TaskDefinition']);
  });

  it('takes only what a pilot light or a dependency puts out, and the release', () => {
    const available = [
      'Release',
      ...Object.keys(template(PILOT_LIGHTS.standby).Outputs),
      ...dependencies(stack).flatMap((other) => Object.keys(template(other).Outputs)),
    ];
    const parameters = template(stack).Parameters ?? {};
    expect(available).toEqual(expect.arrayContaining(Object.keys(parameters)));
    expect(Object.values(parameters).filter(({ Default }) => Default !== undefined)).toEqual([]);
  });

  it('names no account, no Region and no service, so that it deploys anywhere and twice', () => {
    expect(JSON.stringify(template(stack))).not.toMatch(/\d{12}|us-(east|west)-\d/);
    expect(only(stack, 'AWS::ECS::Service').Properties.ServiceName).toBeUndefined();
  });

  it('imports and exports nothing', () => {
    expect(JSON.stringify(template(stack))).not.toMatch(/ImportValue|"Export"/);
  });

  it('fails when its tasks cannot start, and leaves rolling back to CloudFormation', () => {
    expect(only(stack, 'AWS::ECS::Service').Properties.DeploymentConfiguration.DeploymentCircuitBreaker).toEqual({
      Enable: true,
      Rollback: false,
    });
  });

  it('holds no secret in its environment', () => {
    const [container] = only(stack, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions;
    expect(container.Secrets.map(({ Name }: { Name: string }) => Name)).toEqual(['DATABASE_PASSWORD']);
    expect(JSON.stringify(container.Environment)).not.toMatch(/PASSWORD|resolve:/);
  });
});

it('deploys the web service after the data service it asks', () => {
  expect(dependencies('orders-web')).toEqual(['orders-data']);
  expect(dependencies('orders-data')).toEqual([]);
});

describe.each(Object.entries(PILOT_LIGHTS))('the pilot light at %s', (place, stack) => {
  const region = stack.slice('orders-pilot-light-'.length);
  const other = Object.values(PILOT_LIGHTS)
    .filter((name) => name !== stack)
    .map((name) => name.slice('orders-pilot-light-'.length));

  it('depends on no stack and imports nothing', () => {
    expect(dependencies(stack)).toEqual([]);
    expect(JSON.stringify(template(stack))).not.toMatch(/ImportValue|"Export"|AWS::CloudFormation::/);
  });

  it('names the other Region only where the database replicates', () => {
    const mentions = Object.values(template(stack).Resources).filter((resource) =>
      other.some((name) => JSON.stringify(resource).includes(name)),
    );
    expect(mentions.map(({ Type }) => Type)).toEqual([
      place === 'home' ? 'AWS::SecretsManager::Secret' : 'AWS::RDS::DBCluster',
    ]);
  });

  it('has no NAT gateway, no custom resource and no function', () => {
    const types = Object.values(template(stack).Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /NatGateway|Custom|Lambda/.test(type))).toEqual([]);
  });

  it('keeps everything that holds data', () => {
    const data = Object.values(template(stack).Resources).filter(({ Type }) =>
      /RDS::(GlobalCluster|DBCluster|DBInstance)$|Secret$|LogGroup$/.test(Type),
    );
    expect(data.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
    for (const { Properties } of [only(stack, 'AWS::RDS::DBCluster'), ...resources(stack, 'AWS::RDS::GlobalCluster')]) {
      expect(Properties).toMatchObject({ DeletionProtection: true, StorageEncrypted: true });
    }
  });

  it('has a database instance, for a headless secondary cannot serve', () => {
    expect(only(stack, 'AWS::RDS::DBInstance').Properties.PubliclyAccessible).toBe(false);
  });

  it("gives the Region its own name, which never follows a target's health", () => {
    expect(only(stack, 'AWS::Route53::RecordSet').Properties).toMatchObject({
      Name: `${region}.orders.example.com`,
      AliasTarget: { EvaluateTargetHealth: false },
    });
  });

  it('keeps the target groups of drills apart from those of users', () => {
    const listeners = resources(stack, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Properties }) => Properties);
    expect(listeners.map(({ Port, Protocol }) => [Port, Protocol])).toEqual([
      [443, 'HTTPS'],
      [8443, 'HTTPS'],
    ]);
    const outputs = template(stack).Outputs;
    const groups = ['DataTargetGroupArn', 'WebTargetGroupArn', 'DrillDataTargetGroupArn', 'DrillWebTargetGroupArn'];
    expect(new Set(groups.map((name) => JSON.stringify(outputs[name]?.Value))).size).toBe(4);
  });

  it('lets nobody but the load balancer reach tasks, and nobody but tasks reach the database', () => {
    const open = resources(stack, 'AWS::EC2::SecurityGroup').filter(({ Properties }) =>
      JSON.stringify(Properties.SecurityGroupIngress ?? []).includes('0.0.0.0/0'),
    );
    expect(open.map(({ Properties }) => Properties.GroupDescription)).toEqual(['Load balancer: HTTPS from anywhere']);
    const rules = resources(stack, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
    expect(rules.map(({ FromPort }) => FromPort).sort()).toEqual([5432, 8080]);
    expect(rules.filter(({ SourceSecurityGroupId }) => SourceSecurityGroupId === undefined)).toEqual([]);
  });
});

it('makes the global cluster at home only, and lets the standby join it by name', () => {
  expect(only(PILOT_LIGHTS.home, 'AWS::RDS::GlobalCluster').Properties.GlobalClusterIdentifier).toBe('orders');
  expect(resources(PILOT_LIGHTS.standby, 'AWS::RDS::GlobalCluster')).toEqual([]);
  const { Properties: secondary } = only(PILOT_LIGHTS.standby, 'AWS::RDS::DBCluster');
  expect(secondary).toMatchObject({ GlobalClusterIdentifier: 'orders', DBClusterIdentifier: 'orders-us-west-2' });
  expect(secondary.MasterUserPassword).toBeUndefined();
});

describe.each(Object.values(PILOT_LIGHTS))('the release role of %s', (stack) => {
  const role = () =>
    resources(stack, 'AWS::IAM::Role').find(({ Properties }) => /^orders-release-/.test(Properties.RoleName))
      ?.Properties;
  const statements = (): Statement[] => role().Policies[0].PolicyDocument.Statement;
  const covering = (effect: Statement['Effect'], action: string) =>
    statements().filter(
      ({ Effect, Action }) =>
        Effect === effect &&
        [Action].flat().some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action)),
    );

  it('is named as the plan says, for CloudFormation on behalf of this account', () => {
    expect(role().RoleName).toBe(`orders-release-${stack.slice('orders-pilot-light-'.length)}`);
    expect(role().AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'cloudformation.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      },
    ]);
  });

  it.each([
    ...['rds:DeleteDBCluster', 'rds:DeleteDBInstance', 'rds:DeleteGlobalCluster', 'rds:RemoveFromGlobalCluster'],
    ...['rds:FailoverGlobalCluster', 'rds:SwitchoverGlobalCluster', 'rds:ModifyDBCluster', 'rds:DeleteDBSnapshot'],
    ...['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy', 'organizations:LeaveOrganization'],
    ...['account:CloseAccount', 'sts:AssumeRole', 'route53:ChangeResourceRecordSets'],
  ])('is denied %s, whatever is attached to it one day', (action) => {
    expect(covering('Allow', action)).toEqual([]);
    expect(covering('Deny', action)).toMatchObject([{ Resource: '*' }]);
  });

  it.each([
    ...['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'],
    ...[
      'iam:CreateServiceLinkedRole',
      'iam:CreateAccessKey',
      'iam:SetDefaultPolicyVersion',
      'iam:AcceptDelegationRequest',
    ],
  ])('is denied %s, as every call of IAM that passes no role to ECS', (action) => {
    expect(covering('Allow', action)).toEqual([]);
    // A negated condition holds where its key is missing, and only PassRole has this one.
    expect(covering('Deny', action)).toEqual([
      {
        Effect: 'Deny',
        Action: 'iam:*',
        Resource: '*',
        Condition: { StringNotEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
    ]);
  });

  it('creates nothing but what the types of the release are', () => {
    const types = RELEASE.flatMap((name) => Object.values(template(name).Resources).map(({ Type }) => Type));
    expect([...new Set(types)].sort()).toEqual(['AWS::ECS::Service', 'AWS::ECS::TaskDefinition']);
    const allowed = statements().filter(({ Effect }) => Effect === 'Allow');
    const writes = allowed.flatMap(({ Action }) => Action).filter((action) => !/:(Describe|List)/.test(action));
    expect(writes.filter((action) => !action.startsWith('ecs:'))).toEqual(['iam:PassRole']);
  });

  it('passes the two roles of tasks to ECS and no other role to anything', () => {
    const [pass, ...more] = covering('Allow', 'iam:PassRole');
    expect(more).toEqual([]);
    expect(covering('Deny', 'iam:PassRole').map(({ Condition }) => Condition)).toEqual([
      { StringNotEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    ]);
    expect(pass?.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
    const { ExecutionRoleArn, TaskRoleArn } = template(stack).Outputs;
    expect(pass?.Resource).toEqual([ExecutionRoleArn?.Value, TaskRoleArn?.Value]);
  });

  it('writes only services of this cluster and task definitions of this workload', () => {
    for (const action of ['ecs:CreateService', 'ecs:UpdateService', 'ecs:DeleteService']) {
      expect(JSON.stringify(covering('Allow', action).map(({ Resource }) => Resource))).toMatch(
        /:service\/orders\/\*"/,
      );
    }
    const anywhere = statements().filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === '*');
    const writes = anywhere.flatMap(({ Action }) => Action).filter((action) => !/:(Describe|List)/.test(action));
    expect(writes).toEqual(['ecs:DeregisterTaskDefinition']);
  });
});
