/**
 * The child side of an execution environment: imports the bundle, then answers one invocation after the other over the
 * IPC channel. Environment: UNDERSTUDY_BUNDLE (directory), UNDERSTUDY_HANDLER (`<file>.<export>`).
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const FATAL_EXIT = 129;

/** An error as Lambda returns it. */
const shapeOf = (error, errorType = error?.name ?? 'Error') => ({
  errorType,
  errorMessage: String(error?.message ?? error),
  trace: String(error?.stack ?? '').split('\n'),
});

const named = (name, message) => Object.assign(new Error(message), { name });

async function loadHandler(directory, handler) {
  const [module, ...path] = handler.split('.');
  const file = [`${module}.js`, `${module}.mjs`, `${module}.cjs`].map((name) => join(directory, name)).find(existsSync);
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`);
  const loaded = await import(pathToFileURL(file));
  const found =
    path.reduce((value, key) => value?.[key], loaded) ?? path.reduce((value, key) => value?.[key], loaded.default);
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (found.length > 2) {
    // Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
    throw named('Runtime.CallbackHandlerDeprecated', `${handler} takes a callback, which Node.js 24 does not support`);
  }
  return found;
}

const contextOf = ({ id, arn, deadline }) => ({
  awsRequestId: id,
  invokedFunctionArn: arn,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

async function answer(handler, invocation) {
  const { id, event } = invocation;
  try {
    const result = await handler(event, contextOf(invocation));
    process.send({ kind: 'result', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    process.send({ kind: 'error', id, error: shapeOf(error) });
  }
}

function die(error) {
  process.send({ kind: 'fatal', error }, () => process.exit(FATAL_EXIT));
}

process.on('uncaughtException', (error) => die(shapeOf(error)));
process.on('unhandledRejection', (error) => die(shapeOf(error, 'Runtime.UnhandledPromiseRejection')));
// Waiting for the next invocation is what keeps the process alive.
process.channel.ref();

loadHandler(process.env.UNDERSTUDY_BUNDLE, process.env.UNDERSTUDY_HANDLER).then(
  (handler) => {
    process.on('message', (invocation) => answer(handler, invocation));
    process.send({ kind: 'ready' });
  },
  (error) => die(shapeOf(error)),
);
