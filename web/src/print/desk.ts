import { computed, signal } from '@preact/signals';

import { Client } from '../api/client';
import { fetchDuty } from '../api/decode_duty';
import type { Size } from '../map/mercator';
import type { Look } from '../map/stage';
import type { AreaDetail, AreaRow, Neighbour } from '../model/area';
import type { Station } from '../model/answer';
import { type City, filled, type Layer } from '../model/city';
import type { Post } from '../model/duty';
import type { Lang } from '../model/lang';
import type { Camera } from '../model/position';
import { ProblemError, unreachable } from '../model/problem';
import { type Load, loadInto } from '../plan/load';
import type { Ask } from './ask';

/** So many pages are made at once: each is a picture that the server draws. */
export const mostPages = 80;

/** So many pictures are asked for at a time. */
const atOnce = 2;

/** What stands on the sign of a grid, beside its map. */
export interface Sign {
  readonly neighbours: readonly Neighbour[];
  readonly posts: readonly Post[];
  readonly station: Station | null;
}

/** An area and the areas below it, which are pages of their own. */
export interface Book {
  readonly area: AreaDetail;
  readonly below: readonly AreaRow[];
  readonly cut: boolean;
}

/** What a print is made from, asked for once. */
export class PrintDesk {
  readonly city = signal<Load<City>>({ kind: 'none' });
  readonly book = signal<Load<Book>>({ kind: 'none' });
  /** Pages with a part that is waited for, and those where one is missing. */
  readonly waiting = signal(0);
  readonly missing = signal(0);
  private readonly laid = signal(false);
  readonly ready = computed(() => this.laid.value && this.waiting.value === 0 && this.missing.value === 0);
  readonly names = signal(false);
  private readonly client: Client;
  private readonly stop = new AbortController();
  private drawing = 0;
  private readonly queue: (() => void)[] = [];

  constructor(readonly base: string, readonly ask: { value: Ask }, readonly lang: Lang) {
    this.client = new Client(base);
  }

  async start(): Promise<void> {
    const { signal: stop } = this.stop;
    await loadInto(this.city, this.client.layers(stop), stop);
    if (this.city.value.kind === 'ready') {
      await this.open(this.city.value.value);
    }
  }

  /** The pages stand, and their parts are waited for. */
  laidOut(): void {
    this.laid.value = true;
  }

  /** Asks for the area of the link, and for what lies below it where that makes pages. */
  private async open(city: City): Promise<void> {
    const { area: name } = this.ask.value;
    if (name === null) {
      return;
    }
    const { signal: stop } = this.stop;
    await loadInto(this.book, (async (): Promise<Book> => {
      const area = await this.client.area(name, stop);
      const layer = layerBelow(city, area.layer);
      if (layer === null || this.ask.value.what === 'sheet') {
        return { area, below: [], cut: false };
      }
      const { areas, more } = await this.client.children(area.code, layer.key, stop);
      return { area, below: areas.slice(0, mostPages), cut: more || areas.length > mostPages };
    })(), stop);
  }

  /** The areas below one, as rows of a table. */
  async below(city: City, area: AreaRow): Promise<readonly AreaRow[]> {
    const layer = layerBelow(city, area.layer);
    return layer === null ? [] : (await this.client.children(area.code, layer.key, this.stop.signal)).areas;
  }

  async sign(area: AreaRow): Promise<Sign> {
    const { signal: stop } = this.stop;
    const [neighbours, duty, answer] = await Promise.all([
      this.client.neighbours(area, stop), fetchDuty(this.base, area.label, '', stop), this.client.locate(area.label, stop),
    ]);
    if (duty === null) {
      throw new ProblemError(unreachable); // a sign that says «no posts» must know it
    }
    return { neighbours: neighbours.filter((it) => !it.cornerOnly), posts: duty.posts.filter((it) => it.area === area.code), station: answer.stations?.[0] ?? null };
  }

  /** Draws a map, two at a time, by the code of the map that the server draws. */
  async picture(camera: Camera, size: Size, sharp: number, look: Look): Promise<Blob> {
    if (this.drawing >= atOnce) {
      await new Promise<void>((go) => { this.queue.push(go); });
    }
    this.drawing++;
    try {
      const { askFor, fetchPicture } = await import('../map/picture');
      return (await fetchPicture(this.base, askFor(camera, size, sharp, look), this.stop.signal)).png;
    } finally {
      this.drawing--;
      this.queue.shift()?.();
    }
  }

  /** Waits for a part of a page; the print waits with it. */
  async wait<T>(into: { value: Load<T> }, part: () => Promise<T>): Promise<void> {
    this.waiting.value++;
    await loadInto(into, part(), this.stop.signal);
    this.waiting.value--;
    if (into.value.kind === 'failed') {
      this.missing.value++;
    }
  }
}

/** The partition below a layer that has areas; null for the last. */
export function layerBelow(city: City, key: string): Layer | null {
  return filled(city).find((it) => it.parent === key && it.partition && !it.base) ?? null;
}
