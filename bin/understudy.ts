#!/usr/bin/env -S npx tsx
// The SDK would announce on every start that it drops Node 20 in 2027; package.json says what is supported.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// Whoever reads the output may have read enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

import('../lib/cli/main')
  .then(({ main }) => main(process.argv.slice(2)))
  .then(
    (exitCode) => {
      process.exitCode = exitCode;
    },
    async (error: unknown) => {
      process.exitCode = 1;
      const { printAside } = await import('../lib/cli/print');
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      printAside(text.split('\n'));
    },
  );
