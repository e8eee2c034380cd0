import type { Camera, Position } from '../model/position';
import { type Pixel, screenOf, type Size } from './mercator';

/** A picture with the camera and the size of the map that it was drawn for. */
interface Drawn {
  readonly image: HTMLImageElement;
  readonly camera: Camera;
  readonly size: Size;
}

/** The part of the page that a picture map takes: the picture, the pin, and the ring round what a list is about. */
export class PictureScreen {
  readonly element: HTMLDivElement;
  private readonly pin = mark('pin');
  private readonly ring = mark('pin');
  private readonly watch: ResizeObserver;
  private drawn: Drawn | null = null;

  constructor(container: HTMLElement, resized: () => void) {
    const element = document.createElement('div');
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    Object.assign(element.style, { position: 'absolute', inset: '0', overflow: 'hidden', cursor: 'grab' });
    Object.assign(this.ring.style, { background: 'transparent', boxSizing: 'content-box', outline: '2px solid #c8102e' });
    element.append(this.ring, this.pin);
    container.append(element);
    this.element = element;
    this.watch = new ResizeObserver(resized);
    this.watch.observe(element);
  }

  get size(): Size {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** The colour where there is no picture. */
  ground(colour: string): void {
    this.element.style.background = colour;
  }

  /** Takes a picture that was drawn for a camera and a size; it replaces the one before when it can be seen. */
  async show(png: Blob, camera: Camera, size: Size): Promise<void> {
    const image = new Image();
    image.alt = ''; // the list of the page says what is on it
    image.draggable = false;
    Object.assign(image.style, { position: 'absolute', left: '0', top: '0', transformOrigin: '0 0', pointerEvents: 'none', maxWidth: 'none' });
    const url = URL.createObjectURL(png);
    try {
      image.src = url;
      await image.decode();
    } finally {
      URL.revokeObjectURL(url); // what is decoded stays
    }
    this.element.prepend(image);
    this.drawn?.image.remove();
    this.drawn = { image, camera, size };
  }

  clear(): void {
    this.drawn?.image.remove();
    this.drawn = null;
  }

  /** Puts everything where a camera wants it. */
  lay(camera: Camera, pin: Position | null, ring: Position | null): void {
    const { drawn, size } = this;
    if (drawn !== null) {
      const { x, y, scale } = placed(drawn.camera, drawn.size, camera, size);
      Object.assign(drawn.image.style, {
        width: `${drawn.size.width}px`,
        height: `${drawn.size.height}px`,
        transform: `translate(${x}px, ${y}px) scale(${scale})`,
      });
    }
    put(this.pin, pin === null ? null : screenOf(pin, camera, size));
    put(this.ring, ring === null ? null : screenOf(ring, camera, size));
  }

  remove(): void {
    this.watch.disconnect();
    this.element.remove();
  }
}

/** Where the upper left corner of a picture comes to stand under another camera, and how much it grows. */
export function placed(drawn: Camera, drawnSize: Size, camera: Camera, size: Size): Pixel & { readonly scale: number } {
  const scale = 2 ** (camera.zoom - drawn.zoom);
  const middle = screenOf(drawn.centre, camera, size);
  return { x: middle.x - (drawnSize.width / 2) * scale, y: middle.y - (drawnSize.height / 2) * scale, scale };
}

function mark(name: string): HTMLDivElement {
  const element = document.createElement('div');
  element.className = name;
  element.hidden = true;
  Object.assign(element.style, { position: 'absolute', left: '0', top: '0', pointerEvents: 'none' });
  return element;
}

/** Puts the middle of a mark on a place of the screen, or hides it. */
function put(element: HTMLElement, at: Pixel | null): void {
  element.hidden = at === null;
  if (at !== null) {
    element.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)`;
  }
}
