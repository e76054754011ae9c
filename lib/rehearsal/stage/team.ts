import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesOf } from '../../domain/names';
import type { StageProps } from './props';

/** What belongs to the team itself, beside its release. */
export interface Team {
  /**
   * A Lambda function of the team's in every Region, as a hook calls it.
   *
   * @param body of `async (input, asked) => …`: what it answers to the `asked`th call of its environment
   */
  teamFunction(name: string, body: string): void;
}

const TIMEOUT_SECONDS = 10;
const MEMORY_MEGABYTES = 128;

export function team({ world, plan }: StageProps): Team {
  const { lambdas, registry } = world.services;
  return {
    teamFunction(name, body) {
      const codeDirectory = join(world.directory, 'team', name);
      mkdirSync(codeDirectory, { recursive: true });
      writeFileSync(
        join(codeDirectory, 'index.mjs'),
        `let asked = 0;\nconst answer = async (input, asked) => { ${body} };\n` +
          'export const handler = (input) => answer(input, ++asked);\n',
      );
      for (const region of plan.regions) {
        const { partition } = namesOf(plan, region);
        const arn = `arn:${partition}:lambda:${region}:${plan.account}:function:${name}`;
        const roleArn = `arn:${partition}:iam::${plan.account}:role/team`;
        registry.functionRoles.set(arn, roleArn);
        lambdas.register({
          ...{ arn, name, region, codeDirectory, roleArn },
          handler: 'index.handler',
          timeoutSeconds: TIMEOUT_SECONDS,
          memoryMegabytes: MEMORY_MEGABYTES,
          environment: {},
        });
      }
    },
  };
}
