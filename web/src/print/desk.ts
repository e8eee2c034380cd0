import { computed, type Signal, signal } from '@preact/signals';

import { Client } from '../api/client';
import { fetchDuty } from '../api/decode_duty';
import type { Size } from '../map/mercator';
import type { Look } from '../map/stage';
import { type AreaDetail, type AreaRow, nameIn } from '../model/area';
import type { AreaName, Station } from '../model/answer';
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

/** So many neighbours stand on a sign at most. */
const mostNeighbours = 12;

/** So many posts of an area, and so many other numbers, stand on a sign at most. */
const mostPosts = 6;
const mostNumbers = 5;

/** Those whose number is not on a sign yet, each number once, in the order in which the server would have them rung. */
function toRing(posts: readonly Post[], own: readonly Post[]): readonly Post[] {
  const known = new Set(['', ...own.map((it) => it.phone)]);
  const found: Post[] = [];
  for (const post of posts) {
    if (!known.has(post.phone) && !post.vacant) {
      known.add(post.phone);
      found.push(post);
    }
  }
  return found.slice(0, mostNumbers);
}

/** What stands on a sign about its area, beside the map and the posts. */
export interface Sign {
  /** By name, the longest border first. */
  readonly neighbours: readonly string[];
  /** Null where the server does not tell of them. */
  readonly stations: readonly Station[] | null;
}

/** Posts that stand on a sign: those of the area, and others of the office that can be rung. */
export interface SignPosts {
  readonly own: readonly Post[];
  readonly others: readonly Post[];
}

/** Areas below one; `cut` where there are more. */
export interface Rows {
  readonly areas: readonly AreaRow[];
  readonly cut: boolean;
}

/** An area and the areas below it, which are pages of their own. */
export interface Book extends Rows {
  readonly area: AreaDetail;
  /** The names of the areas above it, the widest first, in the reader's language. */
  readonly above: readonly string[];
}

/** What a print is made from. */
export class PrintDesk {
  readonly city = signal<Load<City>>({ kind: 'none' });
  readonly book = signal<Load<Book>>({ kind: 'none' });
  /** How many parts of pages are waited for. */
  readonly waiting = signal(0);
  /** Parts that did not come, each with the way to ask again. */
  readonly lacking = signal<ReadonlyMap<object, () => void>>(new Map());
  private readonly laid = signal(false);
  readonly ready = computed(() => this.laid.value && this.waiting.value === 0 && this.lacking.value.size === 0);
  /** Whether signs bear the names of who holds the posts: before, no name is asked for. */
  readonly names = signal(false);
  private readonly client: Client;
  private opening = new AbortController();
  private drawing = 0;
  private readonly queue: (() => void)[] = [];
  /** Names that were asked for, by layer and code. */
  private readonly named = new Map<string, Promise<string>>();
  /** Several pages wait for a name: none of them stops the others. */
  private readonly always = new AbortController().signal;

  constructor(readonly base: string, readonly ask: { value: Ask }, readonly lang: Lang) {
    this.client = new Client(base);
  }

  /** Asks for the area of the link, and for what lies below it where that makes pages; again where it did not come, or where other pages are wanted. */
  async start(): Promise<void> {
    this.opening.abort();
    const { signal: stop } = this.opening = new AbortController();
    this.laid.value = false;
    if (this.city.value.kind !== 'ready') {
      await loadInto(this.city, this.client.layers(stop), stop);
    }
    const [city, { area }] = [this.city.value, this.ask.value];
    if (city.kind === 'ready' && area !== null) {
      await loadInto(this.book, this.read(city.value, area, stop), stop);
    }
  }

  private async read(city: City, name: AreaName, stop: AbortSignal): Promise<Book> {
    const area = await this.client.area(name, stop);
    const above = await Promise.all(area.chain.map((it) => this.nameOf(it, it.name)));
    if (this.ask.value.what === 'sheet') {
      return { area, above, areas: [], cut: false };
    }
    const { areas, cut } = await this.below(city, area, stop);
    return { area, above, areas: areas.slice(0, mostPages), cut: cut || areas.length > mostPages };
  }

  /** The pages stand, and their parts are waited for. */
  laidOut(): void {
    this.laid.value = true;
  }

  /** The areas below one, as rows of a table. */
  async below(city: City, area: AreaRow, stop: AbortSignal): Promise<Rows> {
    const layer = layerBelow(city, area.layer);
    if (layer === null) {
      return { areas: [], cut: false };
    }
    const { areas, more } = await this.client.children(area.code, layer.key, stop);
    return { areas, cut: more };
  }

  /** What stands on the sign of an area. */
  async sign(area: AreaRow, stop: AbortSignal): Promise<Sign> {
    const [all, answer] = await Promise.all([this.client.neighbours(area, stop), this.client.locate(area.label, stop)]);
    const next = all.filter((it) => !it.cornerOnly).slice(0, mostNeighbours);
    return { neighbours: await Promise.all(next.map((it) => this.nameOf({ layer: area.layer, code: it.code }, it.name))), stations: answer.stations };
  }

  /** The posts of an area, and the numbers beyond them; without `names` not by whom they are held. */
  async posts(area: AreaRow, names: boolean, stop: AbortSignal): Promise<SignPosts> {
    const duty = await fetchDuty(this.base, area.label, '', stop, names);
    if (duty === null) {
      throw new ProblemError(unreachable); // a sign that says «no posts» must know it
    }
    const own = duty.posts.filter((it) => it.area === area.code);
    return { own: own.slice(0, mostPosts), others: toRing(duty.posts, own) };
  }

  /** The name of an area in the reader's language: lists of areas beside and above one have the Chinese names alone. */
  private nameOf(of: AreaName, name: string): Promise<string> {
    if (this.lang === 'zh') {
      return Promise.resolve(name);
    }
    const { book } = this;
    const known = book.value.kind === 'ready' ? book.value.value.areas.find((it) => it.layer === of.layer && it.code === of.code) : undefined;
    if (known !== undefined) {
      return Promise.resolve(nameIn(this.lang, known));
    }
    const key = `${of.layer}:${of.code}`;
    const asked = this.named.get(key) ?? this.client.area(of, this.always).then((it) => nameIn(this.lang, it));
    this.named.set(key, asked);
    asked.catch(() => { this.named.delete(key); }); // the next one asks again
    return asked;
  }

  /** Draws a map, two at a time, by the code of the map that the server draws. */
  async picture(camera: Camera, size: Size, sharp: number, look: Look, stop: AbortSignal): Promise<Blob> {
    if (this.drawing >= atOnce) {
      await new Promise<void>((go) => { this.queue.push(go); });
    }
    this.drawing++;
    try {
      const { askFor, fetchPicture } = await import('../map/picture');
      return (await fetchPicture(this.base, askFor(camera, size, sharp, look), stop)).png;
    } finally {
      this.drawing--;
      this.queue.shift()?.();
    }
  }

  /** Fetches a part of a page, and the print waits for it; gives the way to give it up. */
  wait<T>(into: Signal<Load<T>>, part: (stop: AbortSignal) => Promise<T>): () => void {
    const controller = new AbortController();
    const { signal: stop } = controller;
    const fetchPart = async (): Promise<void> => {
      this.lacks(into, null);
      this.waiting.value++;
      await loadInto(into, part(stop), stop);
      this.waiting.value--;
      if (!stop.aborted && into.value.kind === 'failed') {
        this.lacks(into, () => { void fetchPart(); });
      }
    };
    void fetchPart();
    return () => {
      controller.abort();
      this.lacks(into, null);
    };
  }

  /** Asks again for all parts that did not come. */
  again(): void {
    for (const fetchPart of [...this.lacking.value.values()]) {
      fetchPart();
    }
  }

  private lacks(part: object, again: (() => void) | null): void {
    const next = new Map(this.lacking.peek());
    next.delete(part);
    this.lacking.value = again === null ? next : next.set(part, again);
  }
}

/** The partition below a layer that has areas; null for the last. */
export function layerBelow(city: City, key: string): Layer | null {
  return filled(city).find((it) => it.parent === key && it.partition && !it.base) ?? null;
}
