import { stripVTControlCharacters } from 'node:util';
import { glyphsFor } from '../../report/run-picture/glyphs';
import { openRehearsalScreen } from './rehearsal-screen';

/** What is on the terminal after `tell`, line by line. */
function shown(tell: (screen: ReturnType<typeof openRehearsalScreen>) => void): string[] {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const screen = openRehearsalScreen({
    terminal: { columns: 80, rows: 24, write, onResize: () => () => {} },
    ...{ color: false, scale: 20, glyphs: glyphsFor({}), now: () => 0 },
    every: () => () => {},
    atEnd: () => () => {},
    write: (line) => write(`${line}\n`),
  });
  tell(screen);
  screen.close();
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

test('what is told after the verdict is shown below it: where the report is', () => {
  const lines = shown(({ tell }) => {
    tell({ kind: 'setting', text: 'the world is open', seconds: 1 });
    tell({ kind: 'verdict', lines: [['outcome', 'Serving']], good: true });
    tell({ kind: 'setting', text: 'report: rehearsals/primary-lost-1.html' });
  });
  expect(lines).toEqual([
    '1.0 s  the world is open',
    'outcome              Serving',
    'report: rehearsals/primary-lost-1.html',
  ]);
});
