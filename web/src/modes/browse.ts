import { computed, effect } from '@preact/signals';

import type { Client } from '../api/client';
import type { Listener, Look, Margins, Stage, Start } from '../map/stage';
import { type AreaName, closest } from '../model/answer';
import { type City, isEmpty } from '../model/city';
import type { Legend } from '../model/legend';
import { dressNow } from '../model/plan';
import { type Bounds, metresPerPixel, type Position } from '../model/position';
import { isPassing } from '../model/problem';
import { allTiles, type Renewal } from '../model/renewal';
import type { Seen } from '../model/seen';
import { type Content, knownCity, type Panel, type Session, type Via } from '../model/session';
import { sameSubject, spot, type Subject } from '../model/subject';
import type { Address } from './address';
import { Asker, problemOf } from './ask';
import { lookAround } from './around';

/** What the mode works with. */
export interface Parts {
  readonly session: Session;
  readonly client: Client;
  readonly address: Address;
  readonly base: string; // the address of the page
  readonly speak: (lang: Session['lang']['value']) => void; // shows the page in a language once its words are there
}

/** The map with what says what it shows. */
export interface Opened {
  readonly stage: Stage;
  readonly legend: (look: Look, zoom: number) => Legend;
}

/** Half the height, in degrees, of what is shown around a spot that was searched for: some hundred metres. */
const near = 0.0012;

/** Looking at the map and asking: brings session, server, address and map together. */
export class Browse {
  private stage: Stage | null = null;
  private loading = new AbortController();
  private fitted = false;
  private card: DOMRect | null = null;
  /** The subject that the map is to show when its place is known. */
  private flying: Subject | null = null;
  readonly asker: Asker;
  private readonly look = computed(() => this.lookNow());

  constructor(private readonly parts: Parts) {
    this.asker = new Asker(parts.session, parts.client, (subject, content) => { this.answered(subject, content); });
  }

  /** Begins: the city is asked for at once, the map is drawn when its code is there. */
  async start(container: HTMLElement, open: (start: Start) => Promise<Opened>): Promise<void> {
    const { session, address } = this.parts;
    // An answer is read with the city's layers at hand, so a link's subject waits for them.
    void this.loadCity().then(() => {
      const { subject } = address.state();
      if (subject !== undefined && session.question.peek().kind === 'none') {
        this.open(subject, 'link', address.state().camera === undefined);
      }
    });
    window.addEventListener('hashchange', () => { this.follow(); });
    try {
      const opened = await open({ container, camera: address.state().camera, listener: this.listener(), look: () => this.look.peek() });
      this.stage = opened.stage;
      this.bind(opened);
      session.map.value = 'ready';
    } catch {
      session.map.value = 'broken';
    }
  }

  private listener(): Listener {
    const { session, address } = this.parts;
    return {
      asked: (at, by, on, hit = on?.at ?? at) => { // the planner alone takes the spot itself: a new station stands where it was put, also beside another's sign
        if (session.plan.peek()?.take(at, on) !== true && ![session.tools, session.pen].some((it) => it.peek()?.take(hit, on) === true)) {
          this.open(on === undefined || this.parts.client.tilesOnly ? spot(hit) : { what: 'place', place: { kind: on.layer, code: on.code } }, by, false);
        }
      },
      moving: (camera) => { [session.metresPerPixel.value, session.zoom.value] = [metresPerPixel(camera), camera.zoom]; },
      moved: (camera, byUser) => {
        address.moved(camera, byUser);
        session.centre.value = camera.centre;
        this.lookAround();
      },
      loading: (slow) => { session.slow.value = slow; },
      tileFailed: (source) => { (source.startsWith('under-') ? session.underFailed : session.tilesFailed).value = true; },
      idle: () => {
        this.lookAround();
        document.documentElement.dataset['map'] = 'idle';
      },
      focused: (byKeyboard) => { session.aiming.value = byKeyboard; },
    };
  }

  /** Keeps the map as the session says. */
  private bind({ stage, legend }: Opened): void {
    const { session } = this.parts;
    effect(() => {
      delete document.documentElement.dataset['map'];
      stage.draw(this.look.value);
      this.fitOnce(stage, knownCity(session));
    });
    effect(() => { session.legend.value = legend(this.look.value, session.zoom.value); });
    effect(() => { stage.mark(pinOf(session)); });
    const camera = stage.camera();
    session.centre.value = camera.centre;
    session.metresPerPixel.value = metresPerPixel(camera);
    session.zoom.value = camera.zoom;
  }

  private lookNow(): Look {
    const { session, base } = this.parts;
    const city = knownCity(session);
    return {
      city: city === null || isEmpty(city) ? null : city,
      theme: session.theme.value,
      lang: session.lang.value,
      hidden: session.hidden.value,
      selected: session.selected.value,
      dress: dressNow(session),
      base,
    };
  }

  /** Shows the whole city the first time that it is known, unless the link says where to look. */
  private fitOnce(stage: Stage, city: City | null): void {
    if (city?.bounds == null || this.fitted) {
      return;
    }
    this.fitted = true;
    if (this.parts.address.state().camera === undefined) {
      stage.fit(city.bounds, false, this.margins());
      this.land();
    }
  }

  /** Follows a step in the history, or a link that the reader pasted over the page's own. */
  private follow(): void {
    const { session, address } = this.parts;
    const next = address.reread();
    this.parts.speak(next.lang ?? session.lang.peek());
    session.theme.value = next.theme ?? session.theme.peek();
    session.hidden.value = new Set(next.hidden ?? []);
    session.asOf.value = next.at ?? '';
    if (next.camera !== undefined) {
      this.stage?.jump(next.camera);
    }
    if (next.subject === undefined) {
      this.close();
    } else {
      this.open(next.subject, 'link', next.camera === undefined);
    }
  }

  /** Opens the card of a subject; `fly` shows it on the map too. */
  open(subject: Subject, via: Via, fly: boolean): void {
    const { session, address } = this.parts;
    address.asked(subject);
    session.selected.value = subject.what === 'area' ? subject.area : null;
    this.flying = fly ? subject : null;
    if (subject.what === 'point') {
      this.land();
    }
    void this.asker.ask(subject, via);
  }

  private answered(subject: Subject, content: Content): void {
    const { session } = this.parts;
    const city = knownCity(session);
    if (content.what === 'point') {
      const { answer } = content;
      const area = city === null ? answer.areas[answer.areas.length - 1] : closest(answer, city);
      session.selected.value = area === undefined ? null : { layer: area.layer, code: area.code };
      if (city !== null && answer.revision > city.revision) {
        void this.renew();
      }
    } else if (content.what === 'area') {
      session.selected.value = { layer: content.area.layer, code: content.area.code };
    }
    if (sameSubject(this.flying, subject)) {
      this.land();
    }
  }

  /** Shows on the map what a card is about, as soon as both are there. */
  private land(): void {
    const { flying, stage } = this;
    const bounds = flying === null ? null : boundsOf(flying, this.parts.session);
    if (bounds !== null && stage !== null && this.fitted) {
      this.flying = null;
      stage.fit(bounds, true, this.margins());
    }
  }

  /** Clear of the panels that lie over the edges of the map. */
  private margins(): Margins {
    const { session } = this.parts;
    const edge = window.innerWidth < 640 ? 24 : 48;
    const open = session.question.peek().kind !== 'none';
    if (window.innerWidth < 640) {
      return { top: edge, left: edge, right: edge, bottom: open ? Math.round(window.innerHeight * 0.5) : edge + 32 };
    }
    const beside = window.innerWidth >= 1000 && session.panel.peek() !== null ? 328 : edge;
    return { top: edge, bottom: edge + 24, left: beside, right: open ? 396 : edge };
  }

  /** Shows the closest area of the card's spot as large as fits. */
  async zoomHere(): Promise<void> {
    const { session, client } = this.parts;
    const question = session.question.peek();
    const area = session.selected.peek();
    if (area === null || question.kind === 'none') {
      return;
    }
    const around = boundsOf(question.subject, session);
    const bounds = await client.area(area, this.loading.signal).then((it) => it.bounds, () => around);
    if (bounds !== null && session.selected.peek() === area) {
      this.stage?.fit(bounds, true, this.margins());
      this.stage?.focus(); // the button goes once the map is close enough
    }
  }

  /** The server has this revision. */
  heardOf(revision: number, first: boolean): void {
    const city = knownCity(this.parts.session);
    if (city !== null && revision > city.revision) {
      void this.renew();
      if (first) {
        this.refresh(allTiles); // the change came before anybody listened
      }
    }
  }

  /** Asks again for the tiles that are other ones now. */
  refresh(renewal: Renewal): void {
    this.stage?.refresh(renewal);
  }

  /** The city has changed: what is known of it is asked for again, the card is read anew, the reader is told. */
  async renew(): Promise<void> {
    const { session, client } = this.parts;
    const before = knownCity(session)?.revision;
    try {
      const city = await client.layers(this.loading.signal);
      session.city.value = { kind: 'ready', city };
      if (before !== undefined && city.revision > before) {
        session.toast.value = { kind: 'renewed', revision: city.revision };
        const now = session.question.peek();
        if (now.kind === 'answered' && (now.content.what !== 'point' || now.content.answer.revision < city.revision)) {
          void this.asker.ask(now.subject, now.via, true);
        }
      }
    } catch {
      session.tilesFailed.value = true; // what is shown stands; the notice offers another try
    }
  }

  repeat(): void {
    const question = this.parts.session.question.peek();
    if (question.kind !== 'none') {
      void this.asker.ask(question.subject, question.via);
    }
  }

  /** The server is back: a question that failed for want of it is asked once more; the focus stays where it is. */
  returned(): void {
    const question = this.parts.session.question.peek();
    if (question.kind === 'failed' && isPassing(question.problem)) {
      void this.asker.ask(question.subject, 'link');
    }
  }

  /** Asks on the other side of the nearest border. */
  async walkAcross(via: Via): Promise<void> {
    const there = await this.asker.otherSide();
    if (there !== null) {
      this.open(there, via, false);
    }
  }

  /** Forgets the question and gives the focus back to the map. */
  close(): void {
    const { session, address } = this.parts;
    if (session.question.peek().kind === 'none') {
      return;
    }
    this.asker.stop();
    session.question.value = { kind: 'none' };
    session.selected.value = null;
    this.card = null;
    this.flying = null;
    address.asked(null);
    this.stage?.focus();
  }

  /** Keeps the spot in question clear of the card, now or as soon as there is a map. */
  cardShown(card: DOMRect): void {
    this.card = card;
    const at = pinOf(this.parts.session);
    if (at !== null && this.flying === null) {
      this.stage?.reveal(at, this.card);
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
    this.stage?.reload();
  }

  showPanel(panel: Panel | null): void {
    this.parts.session.panel.value = panel;
    this.lookAround();
    // The focus goes to the map when the panel that had it is gone.
    setTimeout(() => {
      if (document.activeElement === document.body) {
        this.stage?.focus();
      }
    });
  }

  private lookAround(): void {
    const { session } = this.parts;
    session.inView.value = session.panel.peek() === 'list' && this.stage !== null ? lookAround(session, this.stage) : null;
  }

  openSeen(seen: Seen, kind: 'area' | 'place', via: Via): void {
    this.open(kind === 'area' ? { what: 'area', area: { layer: seen.layer, code: seen.code } } : { what: 'place', place: { kind: seen.layer, code: seen.code } }, via, true);
  }

  highlight(area: AreaName | null): void {
    this.stage?.highlight(area);
  }

  centre(): Position | null {
    return this.stage?.camera().centre ?? null;
  }

  describe(name: string, hint: string): void {
    this.stage?.describe(name, hint);
  }

  zoomBy(steps: number): void {
    this.stage?.zoomBy(steps);
  }

  showAll(): void {
    const bounds = knownCity(this.parts.session)?.bounds;
    if (bounds != null) {
      this.stage?.fit(bounds, true, this.margins());
    }
  }
}

/** Where the pin stands: on the spot in question, or on the place of service. */
function pinOf(session: Session): Position | null {
  const question = session.question.value;
  if (question.kind === 'none') {
    return null;
  }
  if (question.subject.what === 'point') {
    return question.subject.at;
  }
  return question.kind === 'answered' && question.content.what === 'place' ? question.content.place.point : null;
}

/** What of the map a card is about; null while that is not known. */
function boundsOf(subject: Subject, session: Session): Bounds | null {
  const question = session.question.peek();
  const around = ({ lon, lat }: Position): Bounds => [lon - near, lat - near, lon + near, lat + near];
  if (subject.what === 'point') {
    return subject.found?.bounds ?? around(subject.at);
  }
  if (question.kind !== 'answered' || !sameSubject(question.subject, subject)) {
    return null;
  }
  const { content } = question;
  switch (content.what) {
    case 'area': return content.area.bounds;
    case 'place': return around(content.place.point);
    case 'point': return null;
  }
}
