/** One structured line for CloudWatch Logs. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

/**
 * A function that logs in Lambda's JSON format gives its lines as objects: a line that is text already would be quoted
 * once more, and CloudWatch could not search its fields.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const consoleLog: Log = (line) => {
  console.log(process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? line : JSON.stringify(line));
};
