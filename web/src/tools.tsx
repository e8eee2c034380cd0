import './tools/tools.css';

import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';

import type { Client } from './api/client';
import type { DispatchParts } from './dispatch';
import { toolText } from './i18n/tools';
import type { Stage } from './map/stage';
import { type DrawnLine, toolsOverlay } from './map/tools';
import type { Position } from './model/position';
import type { Hit } from './model/search';
import { type Actions, knownCity, type Session, type Via } from './model/session';
import type { Subject } from './model/subject';
import type { Dress } from './model/under';
import type { Address } from './modes/address';
import { AsOf } from './tools/asof';
import { AsOfBar } from './tools/asofbar';
import { type Commanding, commands, type Page } from './tools/commands';
import { Away } from './tools/away';
import { Covers } from './tools/covers';
import { followHotline } from './tools/hotline';
import { Offers, OffersNear } from './tools/offers';
import { PlaceBodies } from './tools/placebodies';
import { Walker } from './tools/walker';
import { Ways, WayLine } from './tools/ways';

export interface ToolParts {
  readonly session: Session;
  readonly actions: Actions;
  readonly address: Address;
  readonly base: string;
  readonly stage: Stage;
  readonly client: Client;
  /** Opens a card and leaves the map where it is. */
  readonly open: (subject: Subject, via: Via) => void;
}

/** What the tools hold while the page is open. */
class Tools {
  readonly desk = signal<DispatchParts | null>(null);
  /** Said in passing: that there is no neighbour. */
  readonly said = signal('');
  readonly qr = signal<(() => JSX.Element) | null>(null);
  readonly ways: Ways;
  readonly walker: Walker;
  readonly offers: Offers;
  readonly asof: AsOf;
  readonly dress = computed(() => this.dressNow());
  readonly painted = document.querySelector('.maplibregl-canvas') !== null;
  private readonly commanding: Commanding;

  constructor(private readonly parts: ToolParts) {
    const { session, actions, address, base, client } = parts;
    this.asof = new AsOf(session, actions, address, base, client);
    this.ways = new Ways(session, base);
    this.offers = new Offers(session, base, client);
    this.walker = new Walker(session, client, (subject, at, via) => { this.walkTo(subject, at, via); }, () => {
      const none = toolText(session.lang.peek(), 'walkNone');
      this.said.value = this.said.peek() === none ? `${none} ` : none; // said again, it is another text
    });
    this.commanding = { session, actions, openPage: (page) => { void this.open(page); }, showQr: () => { void this.showQr(); }, showDates: () => { this.asof.open.value = true; } };
  }

  commands(text: string): readonly Hit[] {
    return commands(this.commanding, text);
  }

  close(): void {
    this.desk.peek()?.end();
    this.desk.value = null;
  }

  toggle(): void {
    if (this.desk.peek() === null) {
      void this.open();
    } else {
      this.close();
      this.parts.stage.focus();
    }
  }

  async open(page?: Page): Promise<void> {
    const { session, actions, address, base, stage } = this.parts;
    const { openDispatch } = await import('./dispatch');
    if (session.plan.peek() !== null) {
      actions.plan(); // both stand at the left
    }
    this.desk.value ??= openDispatch({ session, actions, address, base, stage, close: () => { this.close(); } });
    if (page !== undefined) {
      this.desk.peek()?.turn(page);
    }
  }

  private async showQr(): Promise<void> {
    const { QrDialog } = await import('./qr');
    const { session, stage } = this.parts;
    this.qr.value = () => <QrDialog session={session} close={() => { this.qr.value = null; stage.focus(); }} />;
  }

  private walkTo(subject: Subject, at: Position, via: Via): void {
    const { stage } = this.parts;
    this.said.value = '';
    this.parts.open(subject, via);
    const { centre, zoom } = stage.camera();
    if (Math.hypot(at.lon - centre.lon, at.lat - centre.lat) > 180 / 2 ** zoom) { // about the edge of the window
      stage.jump({ centre: at, zoom });
    }
  }

  private dressNow(): Dress | null {
    const { session, base } = this.parts;
    const shown = this.desk.value?.overlay.value ?? null;
    const way = this.ways.line.value;
    const lines: readonly DrawnLine[] = [...this.asof.lines.value, ...(way.length > 1 ? [{ look: 'way', line: way } as const] : [])];
    if (!this.painted || (shown === null && lines.length === 0)) {
      return null;
    }
    return toolsOverlay({
      tints: null, ground: [], dots: [], ...shown, lines: [...lines, ...shown?.lines ?? []],
      theme: session.theme.value, base, bounds: knownCity(session)?.bounds ?? null,
    }).dress;
  }
}

/** Brings the dispatcher's tools to the page: commands, the walk to neighbours, ways on foot, links of a hotline; their panel comes when it is asked for. */
export function openTools(parts: ToolParts): void {
  const { session, actions, address, base } = parts;
  const tools = new Tools(parts);
  session.tools.value = {
    Desk: (panel) => <Over {...panel} tools={tools} />,
    Way: ({ station }) => <WayLine session={session} ways={tools.ways} station={station} />,
    Offers: (panel) => <OffersNear {...panel} offers={tools.offers} />,
    Covers: (panel) => <Covers {...panel} base={base} />,
    PlaceBodies: (panel) => <PlaceBodies {...panel} base={base} />,
    dress: tools.dress,
    take: (at) => {
      tools.said.value = '';
      return tools.desk.peek()?.take(at) === true;
    },
    commands: (text) => tools.commands(text),
    walk: (key, via) => tools.walker.walk(key, via),
    escape: () => tools.desk.peek()?.escape() === true || tools.walker.back(),
    toggle: () => { tools.toggle(); },
    close: () => { tools.close(); },
  };
  const follow = (): void => {
    void followHotline(address, base, (subject) => { actions.open(subject, 'link'); });
    if (address.state().tools !== undefined) {
      void tools.open();
    }
  };
  window.addEventListener('hashchange', follow);
  follow();
}

/** What lies over the page: the panel while it is open, the code to scan, what is said in passing. */
function Over({ session, actions, tools }: { readonly session: Session; readonly actions: Actions; readonly tools: Tools }): JSX.Element {
  const Shown = tools.desk.value?.Desk;
  const Qr = tools.qr.value;
  const said = tools.said.value;
  return (
    <>
      <Away session={session} actions={actions} />
      <AsOfBar session={session} asof={tools.asof} painted={tools.painted} />
      {Shown !== undefined && <Shown session={session} actions={actions} />}
      {Qr !== null && <Qr />}
      <p class={said === '' ? 'unseen' : 'panel tool-said'} role="status" aria-live="polite" data-walk-said>{said}</p>
    </>
  );
}
