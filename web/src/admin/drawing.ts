import { signal } from '@preact/signals';

import { type DrawnLayer, drawnSchema } from './importanswers';
import { endingOf } from './importwishes';
import { send } from './send';

/** A larger drawing is not sent before it is tried: its layers are known then. */
const mostDrawing = 64 * 2 ** 20;

/** Asks which layers a drawing has, so that they are offered before it is tried. */
export class DrawingLook {
  /** The answer is waited for. */
  readonly looking = signal(false);
  private stop = new AbortController();

  constructor(private readonly base: string) {}

  /** Tells the layers, once they are known; of what is no drawing, and where no answer comes, nothing is told. */
  async look(file: File | null, encoding: string, told: (drawn: readonly DrawnLayer[]) => void): Promise<void> {
    this.end();
    if (file === null || endingOf(file.name) !== 'dxf' || file.size > mostDrawing) {
      return;
    }
    const { signal: stop } = this.stop = new AbortController();
    this.looking.value = true;
    const url = new URL(`api/v1/imports/drawing${encoding === '' ? '' : `?${new URLSearchParams({ encoding }).toString()}`}`, this.base);
    const drawn = await send({ url, body: file, schema: drawnSchema, stop, told: () => undefined }).catch(() => null);
    if (stop.aborted) {
      return;
    }
    if (drawn !== null) {
      told(drawn);
    }
    this.looking.value = false;
  }

  /** Nobody waits for it any more. */
  end(): void {
    this.stop.abort();
    this.looking.value = false;
  }
}
