import { formatHash, type LinkState, parseHash } from '../model/hash';
import type { Camera } from '../model/position';
import { sameSubject, type Subject } from '../model/subject';

/**
 * The part of the address after `#`, written as the user sets things. Another
 * question is a new step in the browser's history; everything else is kept in
 * the step that stands.
 */
export class Address {
  private current: LinkState;
  /** Whether what was read last was put into the address bar, and is no step of the history that this page has made. */
  pasted = false;

  constructor(private readonly window: Window) {
    this.current = this.reread();
  }

  state(): LinkState {
    return this.current;
  }

  /** Takes over the state that the address shows now, after a step in the history or a pasted link. */
  reread(): LinkState {
    const { history, location } = this.window;
    this.pasted = history.state === null;
    if (this.pasted) {
      history.replaceState({ steps: 0 }, '', location.hash === '' ? undefined : location.hash); // it is known from now on
    }
    this.current = parseHash(this.window.location.hash);
    return this.current;
  }

  /** Keeps a camera that the user chose, and follows it from then on. */
  moved(camera: Camera, byUser: boolean): void {
    if (byUser || this.current.camera !== undefined) {
      this.write({ ...this.current, camera }, false);
    }
  }

  asked(subject: Subject | null): void {
    const step = !sameSubject(subject, this.current.subject ?? null);
    this.write({ ...this.current, subject: subject ?? undefined }, step);
  }

  /** Keeps something else that the user set; undefined takes it out. */
  keep(part: Pick<LinkState, 'lang' | 'theme' | 'under' | 'plan' | 'tools' | 'at' | 'q' | 'person' | 'admin' | 'kind' | 'layer' | 'work'>): void {
    this.write({ ...this.current, ...part }, false);
  }

  hid(hidden: ReadonlySet<string>): void {
    this.write({ ...this.current, hidden: hidden.size === 0 ? undefined : [...hidden] }, false);
  }

  /** Goes back to the question before; nothing when there was none on this page. */
  back(): void {
    if (this.steps() > 0) {
      this.window.history.back();
    }
  }

  /** How many steps of this page lie behind the one that stands. */
  private steps(): number {
    const state: unknown = this.window.history.state;
    const steps = typeof state === 'object' && state !== null && 'steps' in state ? state.steps : 0;
    return typeof steps === 'number' ? steps : 0;
  }

  private write(state: LinkState, step: boolean): void {
    this.current = state;
    const hash = formatHash(state);
    const { location, history } = this.window;
    if (hash === location.hash.replace(/^#/, '')) {
      return;
    }
    const url = hash === '' ? location.pathname + location.search : `#${hash}`;
    if (step) {
      history.pushState({ steps: this.steps() + 1 }, '', url);
    } else {
      history.replaceState(history.state, '', url);
    }
  }
}
