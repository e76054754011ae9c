import { z } from 'zod';
import { ACCOUNT, type AwsWorld } from '../aws-world';
import { move } from './move';

interface Told {
  readonly region: string;
  readonly 'detail-type': string;
  readonly detail: object;
}

const told = new WeakMap<AwsWorld, Told[]>();

export const eventMoves = {
  /** Has all that a source tells on the buses of these Regions written down. */
  'listen-on-the-bus': move({ regions: z.array(z.string()), source: z.string() }, (world, { regions, source }) => {
    const heard: Told[] = [];
    told.set(world, heard);
    for (const region of regions) listen(world, { region, source, heard });
  }),
  /** Look: what was told since, in order. */
  'told-on-the-bus': move({ region: z.string() }, (world, { region }) => ({
    events: (told.get(world) ?? []).filter((event) => event.region === region),
  })),
};

function listen({ services, functions }: AwsWorld, on: { region: string; source: string; heard: Told[] }): void {
  const { region, source, heard } = on;
  const functionArn = `arn:aws:lambda:${region}:${ACCOUNT}:function:listener-${region}`;
  const arn = `arn:aws:events:${region}:${ACCOUNT}:rule/listener`;
  const permission = { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', sourceArn: arn };
  services.functionPolicies.add({ functionArn, ...permission });
  const targets = [{ id: '1', arn: functionArn, maximumEventAgeSeconds: 300, maximumRetryAttempts: 1 }];
  services.events.putRule({ arn, region, enabled: true, pattern: { source: [source] }, targets });
  functions.set(`listener-${region}`, (event) => void heard.push(event as Told));
}
