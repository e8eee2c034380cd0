import type { Camera } from '../model/position';
import type { Picture, PictureAsk } from './picturefetch';

/** What is wanted: a picture, and what of the page it stands for. */
export interface Wanted {
  readonly ask: PictureAsk;
  readonly camera: Camera;
}

/** What the loader tells. */
export interface Told {
  /** Kept when the picture is on the screen; until then it counts as waited for. */
  shown(picture: Picture, of: Wanted): Promise<void>;
  failed(): void;
  /** A picture has been waited for longer than a blink; false when it is there or given up. */
  loading(slow: boolean): void;
}

/** How long a picture may take before the reader is told, in milliseconds. */
const blink = 300;

/** How long a picture may take before it is given up, in milliseconds. */
const patience = 20_000;

/** Asks for pictures one at a time: what is wanted now replaces what was wanted before. */
export class PictureLoader {
  private wanted: Wanted | null = null;
  private done: Wanted | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;

  constructor(
    private readonly draw: (ask: PictureAsk, signal: AbortSignal) => Promise<Picture>,
    private readonly told: Told,
  ) {}

  /** Wants a picture, after `pause` milliseconds in which nothing else is wanted. One that is shown already, or on its way, is not asked for again. */
  want(wanted: Wanted, pause: number): void {
    if (this.wanted !== null && sameAsk(this.wanted.ask, wanted.ask)) {
      return;
    }
    this.giveUp();
    if (this.done !== null && sameAsk(this.done.ask, wanted.ask)) {
      this.wanted = this.done;
      return;
    }
    this.wanted = wanted;
    this.timer = setTimeout(() => { void this.ask(wanted); }, pause);
  }

  /** Asks again for what could not be had. */
  again(): void {
    if (this.wanted !== null && this.asking === null && !this.settled) {
      clearTimeout(this.timer);
      void this.ask(this.wanted);
    }
  }

  /** Whether what is wanted is on the screen. */
  get settled(): boolean {
    return this.wanted !== null && this.wanted === this.done;
  }

  /** Wants nothing any more. */
  giveUp(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = null;
    this.wanted = null;
  }

  private async ask(wanted: Wanted): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const waiting = this.waiting(asking);
    try {
      const picture = await this.draw(wanted.ask, asking.signal);
      if (this.asking === asking) {
        await this.told.shown(picture, wanted);
        this.done = wanted;
      }
    } catch {
      if (this.asking === asking) {
        this.told.failed();
      }
    } finally {
      waiting.end();
      if (this.asking === asking) {
        this.asking = null;
      }
    }
  }

  /** Tells when a picture takes long, and stops it when it takes too long. */
  private waiting(asking: AbortController): { end(): void } {
    let slow = false;
    const late = setTimeout(() => {
      slow = true;
      this.told.loading(true);
    }, blink);
    const stop = setTimeout(() => { asking.abort(); }, patience);
    return {
      end: () => {
        clearTimeout(late);
        clearTimeout(stop);
        if (slow) {
          this.told.loading(false);
        }
      },
    };
  }
}

function sameAsk(a: PictureAsk, b: PictureAsk): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
