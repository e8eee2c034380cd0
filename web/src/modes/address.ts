import { formatHash, type LinkState, parseHash } from '../model/hash';
import type { Lang } from '../model/lang';
import type { Camera, Position } from '../model/position';

/** The part of the address after `#`: written as the user sets things, without new entries in the history. */
export class Address {
  private current: LinkState;

  constructor(private readonly window: Window) {
    this.current = parseHash(window.location.hash);
  }

  state(): LinkState {
    return this.current;
  }

  /** Takes over a state that the address already shows. */
  replace(state: LinkState): void {
    this.current = state;
  }

  /** Keeps a camera that the user chose, and follows it from then on. */
  moved(camera: Camera, byUser: boolean): void {
    if (byUser || this.current.camera !== undefined) {
      this.write({ ...this.current, camera });
    }
  }

  asked(point: Position | null): void {
    this.write({ ...this.current, point: point ?? undefined });
  }

  spoken(lang: Lang): void {
    this.write({ ...this.current, lang });
  }

  private write(state: LinkState): void {
    this.current = state;
    const hash = formatHash(state);
    const { location, history } = this.window;
    if (hash !== location.hash.replace(/^#/, '')) {
      history.replaceState(history.state, '', hash === '' ? location.pathname + location.search : `#${hash}`);
    }
  }
}
