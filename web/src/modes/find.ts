import type { Client } from '../api/client';
import type { Position } from '../model/position';
import { isPassing } from '../model/problem';
import { type FoundFor, longestText, type Search } from '../model/search';
import type { Session } from '../model/session';
import { problemOf } from './ask';

/** How long the reader may pause between two letters before the server is asked. */
const pause = 120;

/** How many results are asked for. */
const most = 12;

/** Searches as the reader types. What is typed next drops what was asked before. */
export class Finder {
  private asking = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private readonly client: Client,
    /** Where the reader looks: of equal hits the nearest come first. */
    private readonly near: () => Position | null,
  ) {}

  /** Takes a text as it stands in the box. */
  typed(text: string): void {
    const { search } = this.session;
    const sought = text.trim().slice(0, longestText);
    clearTimeout(this.timer);
    this.asking.abort();
    if (sought === '') {
      search.value = { kind: 'idle' };
      return;
    }
    const before = lastFound(search.peek());
    search.value = before?.text === sought ? before : { kind: 'waiting', text: sought, before };
    this.timer = setTimeout(() => { void this.ask(sought); }, pause);
  }

  /** Tries once more after a failure. */
  again(): void {
    const now = this.session.search.peek();
    if (now.kind === 'failed') {
      this.session.search.value = { kind: 'waiting', text: now.text, before: null };
      void this.ask(now.text);
    }
  }

  /** The server is back: a search that failed for want of it is asked once more. */
  returned(): void {
    const now = this.session.search.peek();
    if (now.kind === 'failed' && isPassing(now.problem)) {
      this.again();
    }
  }

  private async ask(text: string): Promise<void> {
    const { search } = this.session;
    const asking = new AbortController();
    this.asking = asking;
    try {
      const found = await this.client.search(text, this.near(), most, asking.signal);
      if (!asking.signal.aborted) {
        search.value = { kind: 'found', text, hits: found.hits };
      }
    } catch (error) {
      if (!asking.signal.aborted) {
        search.value = { kind: 'failed', text, problem: problemOf(error) };
      }
    }
  }
}

/** What was found last, also while the next answer is waited for. */
function lastFound(search: Search): FoundFor | null {
  switch (search.kind) {
    case 'found': return search;
    case 'waiting': return search.before;
    case 'idle':
    case 'failed': return null;
  }
}
