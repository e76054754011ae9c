import { rehearsalTeller } from './rehearsal-teller';

/** What is written on stdout, which is no terminal here. */
function written(tell: () => void): string[] {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  const raw = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    tell();
    return lines;
  } finally {
    log.mockRestore();
    raw.mockRestore();
  }
}

const story = (options: { readonly silent: boolean }) =>
  written(() => {
    const { tell, observe, close } = rehearsalTeller({ ...options, plain: false, scale: 20 });
    expect(observe).toBeUndefined();
    tell({ kind: 'setting', text: 'the world is open', seconds: 1 });
    tell({ kind: 'moment', atSeconds: 2, step: 'AdmitRun', because: 'a\u001b[2Jb' });
    tell({ kind: 'verdict', lines: [['outcome', 'Serving']], good: true });
    close();
  });

test('a rehearsal in a pipe is told in lines without a control character', () => {
  const lines = story({ silent: false });
  expect(lines).toEqual([
    '   1.0 s  the world is open',
    '   2.0 s  AdmitRun           ab',
    '',
    '  outcome              Serving',
  ]);
  for (const line of lines) expect(line).not.toMatch(/\p{C}/u);
});

test('one whose verdict is JSON tells nothing', () => {
  expect(story({ silent: true })).toEqual([]);
});
