import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  type GetParameterHistoryCommandOutput,
  type ParameterHistory,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import {
  type Announced,
  type Announcement,
  epochInDescription,
  parameterDescription,
} from '../../lib/domain/announcement';
import type { Names } from '../../lib/domain/names';
import type { Sends } from './clients';

/** The SSM parameter of one Region that names the active Region. */
export interface ActiveRegionParameter {
  /** Its value alone: one call. `undefined` when there is no such parameter. */
  value(): Promise<string | undefined>;
  /**
   * Its value and epoch. Only the history tells the description: GetParameter leaves it out.
   *
   * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html
   */
  read(): Promise<Announced | undefined>;
  /** Parameter Store compares nothing before it writes: whoever writes has read, and is the owner of its epoch. */
  write(said: Pick<Announcement, 'plan' | 'activeRegion' | 'epoch'>): Promise<void>;
}

/**
 * @param ssm the client of the Region that is asked
 * @param names names in that Region
 */
export function activeRegionParameter(ssm: Sends, names: Pick<Names, 'activeRegionParameter'>): ActiveRegionParameter {
  const Name = names.activeRegionParameter;
  return {
    async value() {
      const answer = await orMissing(ssm.send(new GetParameterCommand({ Name })));
      return answer?.Parameter?.Value;
    },
    async read() {
      const versions = await orMissing(historyOf(ssm, Name));
      const newest = versions?.reduce((one, other) => (versionOf(other) > versionOf(one) ? other : one));
      return newest && { activeRegion: newest.Value ?? '', epoch: epochInDescription(newest.Description) };
    },
    async write({ plan, activeRegion, epoch }) {
      const Description = parameterDescription({ plan, epoch });
      await ssm.send(
        new PutParameterCommand({ Name, Value: activeRegion, Type: 'String', Overwrite: true, Description }),
      );
    },
  };
}

async function historyOf(ssm: Sends, Name: string): Promise<ParameterHistory[]> {
  const versions: ParameterHistory[] = [];
  let NextToken: string | undefined;
  do {
    const page: GetParameterHistoryCommandOutput = await ssm.send(
      new GetParameterHistoryCommand({ Name, MaxResults: 50, ...(NextToken && { NextToken }) }),
    );
    versions.push(...(page.Parameters ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return versions;
}

const versionOf = ({ Version = 0 }: ParameterHistory): number => Version;

async function orMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}
