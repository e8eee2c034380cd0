import { effect } from '@preact/signals';

import type { Client } from '../api/client';
import { type Look, buildStyle } from '../map/style';
import type { Listener, MapView, Start } from '../map/view';
import { type Answer, type AreaName, closest } from '../model/answer';
import { type City, isEmpty } from '../model/city';
import { parseHash } from '../model/hash';
import { metresPerPixel, type Position, snapped } from '../model/position';
import { type Problem, ProblemError, unreachable } from '../model/problem';
import type { Session, Via } from '../model/session';
import type { Address } from './address';

/** What the mode works with. */
export interface Parts {
  readonly session: Session;
  readonly client: Client;
  readonly address: Address;
  /** The address of the page. */
  readonly base: string;
}

/** Looking at the map and asking for places: brings session, server, address and map together. */
export class Browse {
  private view: MapView | null = null;
  private asking = new AbortController();
  private loading = new AbortController();
  private fitted = false;
  private card: DOMRect | null = null;

  constructor(private readonly parts: Parts) {}

  /** Begins: the city is asked for at once, the map is drawn when its code is there. */
  async start(container: HTMLElement, load: () => Promise<(start: Start) => MapView>): Promise<void> {
    const { session, address } = this.parts;
    // An answer is read with the city's layers at hand, so a link's point waits for them.
    void this.loadCity().then(() => {
      const point = address.state().point;
      if (point !== undefined && session.question.value.kind === 'none') {
        this.ask(point, 'link');
      }
    });
    window.addEventListener('hashchange', () => { this.follow(); });
    try {
      const make = await load();
      this.view = make({ container, camera: address.state().camera, listener: this.listener() });
    } catch {
      session.map.value = 'broken';
      return;
    }
    this.bind(this.view);
    session.map.value = 'ready';
  }

  private listener(): Listener {
    const { session, address } = this.parts;
    return {
      asked: (at, by) => { this.ask(at, by); },
      moving: (camera) => { session.metresPerPixel.value = metresPerPixel(camera); },
      moved: (camera, byUser) => { address.moved(camera, byUser); },
      tileFailed: () => { session.tilesFailed.value = true; },
      idle: () => { this.learnNeighbour(); document.documentElement.dataset['map'] = 'idle'; },
      focused: (byKeyboard) => { session.aiming.value = byKeyboard; },
    };
  }

  /** Keeps the map as the session says. */
  private bind(view: MapView): void {
    const { session, base } = this.parts;
    effect(() => {
      const city = knownCity(session);
      const look: Look = {
        city: city === null || isEmpty(city) ? null : city,
        theme: session.theme.value,
        hidden: session.hidden.value,
        selectedLayer: session.selected.value?.layer ?? null,
        base,
      };
      delete document.documentElement.dataset['map'];
      view.draw(buildStyle(look), session.selected.value);
      this.fitOnce(view, city);
    });
    effect(() => {
      const { question } = session;
      view.mark(question.value.kind === 'none' ? null : question.value.at);
    });
    session.metresPerPixel.value = metresPerPixel(view.camera());
  }

  /** Shows the whole city the first time that it is known, unless the link says where to look. */
  private fitOnce(view: MapView, city: City | null): void {
    if (city?.bounds == null || this.fitted) {
      return;
    }
    this.fitted = true;
    const { camera, point } = this.parts.address.state();
    if (camera === undefined) {
      view.fit(city.bounds, false);
      if (point !== undefined) {
        view.jump({ centre: point, zoom: Math.max(view.camera().zoom, 14) });
        this.reveal();
      }
    }
  }

  /** Follows a link that the reader pasted over the page's own. */
  private follow(): void {
    const { session, address } = this.parts;
    const next = parseHash(location.hash);
    address.replace(next);
    if (next.lang !== undefined) {
      session.lang.value = next.lang;
    }
    if (next.camera !== undefined) {
      this.view?.jump(next.camera);
    }
    if (next.point === undefined) {
      this.close();
    } else {
      this.ask(next.point, 'link');
    }
  }

  /** Asks who looks after a place. A question still open is dropped. */
  ask(where: Position, via: Via): void {
    const { session, client, address } = this.parts;
    const at = snapped(where);
    this.asking.abort();
    const asking = new AbortController();
    this.asking = asking;
    address.asked(at);
    session.selected.value = null;
    session.question.value = { kind: 'waiting', at, via };
    client.locate(at, asking.signal).then(
      (answer) => { this.answered(answer, at, via); },
      (error: unknown) => {
        if (!asking.signal.aborted) {
          session.question.value = { kind: 'failed', at, via, problem: problemOf(error) };
        }
      },
    );
  }

  private answered(answer: Answer, at: Position, via: Via): void {
    const { session } = this.parts;
    session.question.value = { kind: 'answered', at, via, answer, neighbourName: null };
    this.learnNeighbour();
    const city = knownCity(session);
    const area = city === null ? answer.areas.at(-1) : closest(answer, city);
    session.selected.value = area === undefined ? null : { layer: area.layer, code: area.code };
    if (city !== null && answer.revision > city.revision) {
      void this.renew();
    }
  }

  /** The answer is of a later revision than the map: layers and tiles are asked for again. */
  private async renew(): Promise<void> {
    const { session, client } = this.parts;
    try {
      session.city.value = { kind: 'ready', city: await client.layers(this.loading.signal) };
      this.view?.reloadTiles();
    } catch {
      session.tilesFailed.value = true; // the answer stands; the notice offers another try
    }
  }

  /** The answer has the neighbour's code; the map may have its name, now or when its tiles are there. */
  private learnNeighbour(): void {
    const { question } = this.parts.session;
    const now = question.value;
    if (now.kind !== 'answered' || now.neighbourName !== null || now.answer.border?.neighbour == null) {
      return;
    }
    const { layer, neighbour: code } = now.answer.border;
    const neighbourName = this.view?.nameOf({ layer, code }) ?? null;
    if (neighbourName !== null) {
      question.value = { ...now, neighbourName };
    }
  }

  repeat(): void {
    const question = this.parts.session.question.value;
    if (question.kind !== 'none') {
      this.ask(question.at, question.via);
    }
  }

  /** Forgets the question and gives the focus back to the map. */
  close(): void {
    const { session, address } = this.parts;
    if (session.question.value.kind === 'none') {
      return;
    }
    this.asking.abort();
    session.question.value = { kind: 'none' };
    session.selected.value = null;
    this.card = null;
    address.asked(null);
    this.view?.focus();
  }

  select(area: AreaName): void {
    this.parts.session.selected.value = area;
  }

  /** Keeps the place in question clear of the card, now or as soon as there is a map. */
  cardShown(card: DOMRect): void {
    this.card = card;
    this.reveal();
  }

  private reveal(): void {
    const question = this.parts.session.question.peek();
    if (question.kind !== 'none' && this.card !== null) {
      this.view?.reveal(question.at, this.card);
    }
  }

  async loadCity(): Promise<void> {
    const { session, client } = this.parts;
    this.loading.abort();
    const loading = new AbortController();
    this.loading = loading;
    session.city.value = { kind: 'loading' };
    try {
      session.city.value = { kind: 'ready', city: await client.layers(loading.signal) };
    } catch (error) {
      if (!loading.signal.aborted) {
        session.city.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  reloadTiles(): void {
    this.parts.session.tilesFailed.value = false;
    this.view?.reloadTiles();
  }

  describe(name: string, hint: string): void {
    this.view?.describe(name, hint);
  }

  zoomBy(steps: number): void {
    this.view?.zoomBy(steps);
  }

  showAll(): void {
    const bounds = knownCity(this.parts.session)?.bounds;
    if (bounds != null) {
      this.view?.fit(bounds, true);
    }
  }
}

function knownCity(session: Session): City | null {
  const city = session.city.value;
  return city.kind === 'ready' ? city.city : null;
}

function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : unreachable;
}
