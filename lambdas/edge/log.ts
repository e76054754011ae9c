/** One structured line for CloudWatch Logs. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

export const consoleLog: Log = (line) => {
  console.log(JSON.stringify(line));
};
