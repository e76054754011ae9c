import { TOKEN_HEADER } from '../guard';
import type { Snapshot } from '../snapshot';
import { morph } from './morph';
import type { PageState } from './state';
import { page } from './views/page';
import { readable } from './views/said';

const root = document.getElementById('page') as HTMLElement;
const said = document.getElementById('said') as HTMLElement;
const token = document.querySelector<HTMLMetaElement>('meta[name="understudy-token"]')?.content ?? '';

let state: PageState = {
  isLive: true,
  underWay: new Set(),
  isTourHidden: sessionStorage.getItem('tour') === 'hidden',
};

function become(change: Partial<PageState>): void {
  state = { ...state, ...change };
  morph(root, page(state).markup);
}

/** What an order came to; it goes away by itself, or with the next. */
function tell(ok: boolean, text: string): void {
  said.className = ok ? 'good' : 'bad';
  const sentence = document.createElement('p');
  sentence.textContent = readable(text);
  // A new element each time: its animation, which ends in leaving, begins anew.
  said.replaceChildren(sentence);
}

function listen(): void {
  const live = new EventSource('/live');
  live.onmessage = ({ data }) => become({ isLive: true, trouble: undefined, snapshot: JSON.parse(data) as Snapshot });
  live.addEventListener('refused', ({ data }) => become({ isLive: false, trouble: String(data) }));
  // The browser connects again by itself, as often as it takes.
  live.onerror = () => become({ isLive: false });
}

async function order(id: string, target: string): Promise<void> {
  const key = `${id} ${target}`;
  if (state.underWay.has(key)) return;
  become({ underWay: new Set([...state.underWay, key]) });
  try {
    const answer = await fetch('/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', [TOKEN_HEADER]: token },
      body: JSON.stringify({ id, target }),
    });
    const { ok = false, because } = (await answer.json()) as { ok?: boolean; because: string };
    tell(ok, because);
  } catch {
    tell(false, 'the order did not arrive: is understudy still running?');
  } finally {
    become({ underWay: new Set([...state.underWay].filter((one) => one !== key)) });
  }
}

/** @param keep id of the answer that changes nothing: Enter pressed twice must not be a yes */
function ask(asked: string, keep: string): void {
  become({ asked });
  document.getElementById(keep)?.focus();
}

/** Nothing is asked any more. @param button id of what led to the question */
function answered(button: string): void {
  become({ asked: undefined });
  document.getElementById(button)?.focus();
}

root.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (!button || button.getAttribute('aria-disabled') === 'true') return;
  const { id, target: of = '', tab, hide, asks, keep } = button.dataset;
  if (tab !== undefined) become({ tab, asked: undefined });
  if (keep !== undefined) answered(keep);
  if (id !== undefined && asks !== undefined) ask(`${id} ${of}`, asks);
  else if (id !== undefined) {
    if (state.asked === `${id} ${of}`) become({ asked: undefined });
    void order(id, of);
  }
  if (hide === 'tour') {
    sessionStorage.setItem('tour', 'hidden');
    become({ isTourHidden: true });
  }
});

root.addEventListener('keydown', ({ key }) => {
  const keep = root.querySelector<HTMLElement>('[data-keep]')?.dataset.keep;
  if (key === 'Escape' && keep !== undefined) answered(keep);
});

/** Tabs are walked with the arrows, as screen readers say. */
root.addEventListener('keydown', (event) => {
  const at = event.target instanceof Element ? event.target.closest('[role=tab]') : null;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!at || step === undefined) return;
  const tabs = [...root.querySelectorAll<HTMLElement>('[role=tab]')];
  const next = tabs[(tabs.indexOf(at as HTMLElement) + step + tabs.length) % tabs.length];
  next?.click();
  next?.focus();
  event.preventDefault();
});

fetch('/layouts.json')
  .then((answer) => answer.json())
  .then((layouts) => become({ layouts }))
  .catch(() => become({ isLive: false }));
listen();
