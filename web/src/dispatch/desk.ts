import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';

import type { Stage } from '../map/stage';
import type { ToolsOverlay } from '../map/tools';
import type { Bounds, Position } from '../model/position';
import { type Actions, knownCity, type Session } from '../model/session';
import type { Address } from '../modes/address';
import type { Page } from '../tools/commands';
import { Bodies } from './bodies';
import { Ground } from './ground';
import { Listing } from './listing';
import { Measure } from './measure';
import { groundOfCorners } from './paste';
import { ThemeMap } from './theme';

/** The pages of the tools. */
export const tabs = ['ground', 'list', 'measure', 'theme', 'bodies'] as const;
export type Tab = (typeof tabs)[number];

/** How wide the panel is, in CSS pixels. */
const panelWidth = 420;

/** What the map shows of the tools. */
export type Shown = Pick<ToolsOverlay, 'tints' | 'ground' | 'lines' | 'dots'>;

/** The dispatcher's tools while their panel is open. */
export class Desk {
  readonly tab = signal<Tab>('ground');
  readonly ground: Ground;
  readonly list: Listing;
  readonly measure: Measure;
  readonly theme: ThemeMap;
  readonly bodies: Bodies;
  readonly overlay: ReadonlySignal<Shown> = computed(() => this.shown());
  private ends: (() => void)[] = [];

  constructor(readonly session: Session, readonly actions: Actions, private readonly address: Address, readonly base: string, readonly stage: Stage) {
    this.ground = new Ground(session, base, (to) => { this.fly(to); });
    this.list = new Listing(session, base);
    this.measure = new Measure(session);
    this.theme = new ThemeMap(session, base);
    this.bodies = new Bodies(session, base);
  }

  start(): void {
    this.follow();
    this.theme.start();
    this.ends = [effect(() => { this.address.keep({ tools: this.link() }); }), this.list.start(), this.bodies.start(() => this.tab.value === 'bodies')];
    const bounds = knownCity(this.session)?.bounds;
    if (bounds != null && this.address.state().camera === undefined) {
      this.fly(bounds); // what was fitted to the window lies partly under the panel
    }
  }

  /** Takes what the link says. */
  follow(): void {
    const [name = '', ...rest] = (this.address.state().tools ?? '').split('.');
    if (name === 'distance' || name === 'surface') {
      this.turn(name);
    } else {
      this.show(tabs.find((it) => it === name) ?? 'ground');
    }
    if (name === 'theme') {
      this.theme.follow(rest.join('.'));
    }
    if (name === 'bodies') {
      this.bodies.follow(rest);
    }
  }

  private link(): string {
    switch (this.tab.value) {
      case 'measure': return this.measure.what.value;
      case 'theme': return `theme.${this.theme.link()}`;
      case 'bodies': return `bodies${this.bodies.link()}`;
      case 'ground':
      case 'list': return this.tab.value;
    }
  }

  /** Opens a page that a command names. */
  turn(page: Page): void {
    if (page === 'distance' || page === 'surface') {
      this.show('measure');
      this.measure.choose(page);
    } else {
      this.show(page);
    }
  }

  /** Turns to a page; clicks on the map are its own as far as it takes them. */
  show(tab: Tab): void {
    this.tab.value = tab;
    if (tab === 'ground' && this.ground.shape.peek().length === 0) {
      this.ground.begin();
    }
    if (tab === 'measure' && !this.measure.drawing.open.peek() && this.measure.drawing.corners.peek().length === 0) {
      this.measure.drawing.begin();
    }
  }

  /** Shows a box clear of the panel and of a card. */
  private fly(to: Bounds): void {
    const small = window.innerWidth < 640;
    const open = this.session.question.peek().kind !== 'none';
    this.stage.fit(to, true, small
      ? { top: 32, left: 32, right: 32, bottom: Math.round(window.innerHeight * 0.5) }
      : { top: 64, bottom: 64, left: Math.min(panelWidth + 48, window.innerWidth * 0.6), right: open ? 400 : 48 });
  }

  /** What is being drawn on the page that shows; null where nothing can be. */
  private drawing(): Ground['drawing'] | null {
    switch (this.tab.peek()) {
      case 'ground': return this.ground.drawing;
      case 'measure': return this.measure.drawing;
      case 'list':
      case 'theme':
      case 'bodies': return null;
    }
  }

  take(at: Position): boolean {
    return this.drawing()?.add(at) === true;
  }

  /** Ends what is being drawn. */
  escape(): boolean {
    const drawing = this.drawing();
    return drawing !== null && drawing.corners.peek().length > 0 && drawing.finish();
  }

  private shown(): Shown {
    const nothing: Shown = { tints: null, ground: [], lines: [], dots: [] };
    switch (this.tab.value) {
      case 'ground': return { ...nothing, ...drawn(this.ground.drawing.corners.value, true), ground: this.ground.shape.value };
      case 'measure': return { ...nothing, ...drawn(this.measure.drawing.corners.value, this.measure.what.value === 'surface') };
      case 'theme': return { ...nothing, tints: this.theme.tints.value };
      case 'bodies': return { ...nothing, tints: this.bodies.tints.value };
      case 'list': return nothing;
    }
  }

  end(): void {
    this.ends.forEach((it) => { it(); });
    this.ground.end();
    this.list.stop();
    this.measure.drawing.stop();
    this.theme.end();
    this.address.keep({ tools: undefined });
  }
}

/** Corners with the line through them, or from three on the ground within them. */
function drawn(corners: readonly Position[], closes: boolean): Pick<Shown, 'ground' | 'lines' | 'dots'> {
  const ground = closes ? groundOfCorners(corners) : [];
  return { ground, lines: ground.length > 0 || corners.length < 2 ? [] : [{ look: 'drawing', line: corners }], dots: corners };
}
