import type { GetParameterHistoryRequest, GetParameterHistoryResult } from '@aws-sdk/client-ssm';
import { AwsError } from '../service';
import type { Versions } from '../ssm';

const PAGE_MAX = 50;

/**
 * One page of a parameter's versions, oldest first.
 *
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html
 */
export function pageOf(
  versions: Versions,
  { MaxResults = PAGE_MAX, NextToken }: GetParameterHistoryRequest,
): GetParameterHistoryResult {
  if (MaxResults < 1 || MaxResults > PAGE_MAX) {
    throw new AwsError('ValidationException', `Value '${MaxResults}' at 'maxResults' failed to satisfy constraint`);
  }
  const from = NextToken === undefined ? 0 : Number(/^from-(\d+)$/.exec(NextToken)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  const end = from + MaxResults;
  return {
    Parameters: versions.slice(from, end),
    ...(end < versions.length && { NextToken: `from-${end}` }),
  };
}
