import { signal, type Signal } from '@preact/signals';

import type { Answer, AreaName, Station } from './answer';
import type { AreaDetail, AreaRow, AreaVersion, Named, Neighbour } from './area';
import type { Building } from './building';
import type { City } from './city';
import type { Lang } from './lang';
import type { Legend } from './legend';
import type { Theme } from './palette';
import type { Place } from './place';
import type { PlanParts } from './plan';
import type { Position } from './position';
import type { Problem } from './problem';
import type { Hit, Search } from './search';
import type { Seen } from './seen';
import type { Subject } from './subject';
import type { ToolParts } from './tools';
import type { Dress, UnderParts } from './under';
import type { AccountParts, Who } from './who';

/** How a question was put: it decides where the keyboard focus goes. */
export type Via = 'pointer' | 'keyboard' | 'link';

/** The city, as far as it is known. */
export type CityState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly city: City }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** What a card says. Parts that come later are null until they are there. */
export type Content =
  | {
      readonly what: 'point';
      readonly answer: Answer;
      /** The area across the border. */
      readonly neighbour: Named | null;
      readonly building: Building | null;
    }
  | {
      readonly what: 'area';
      readonly area: AreaDetail;
      readonly neighbours: readonly Neighbour[] | null;
      readonly history: readonly AreaVersion[] | null;
      /** The names of those before and after it, by code, as they come. */
      readonly kin: Readonly<Record<string, Named>>;
    }
  | { readonly what: 'place'; readonly place: Place; readonly answer: Answer | null };

/** The one question that the page may have open. */
export type Question =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly subject: Subject; readonly via: Via }
  | { readonly kind: 'failed'; readonly subject: Subject; readonly via: Via; readonly problem: Problem }
  | { readonly kind: 'answered'; readonly subject: Subject; readonly via: Via; readonly content: Content };

export type MapState = 'starting' | 'ready' | 'broken';

/** Whether what is shown is still what the server has. */
export interface Live {
  /** False while the server has been away for longer than a blink. */
  readonly fresh: boolean;
  /** When the server was last heard of, in milliseconds since 1970. */
  readonly heard: number;
}

/** Something to be said in passing. */
export type Toast = { readonly kind: 'renewed'; readonly revision: number } | { readonly kind: 'link' | 'linkByHand' | 'picture' };

/** Places of one kind near the spot in question, asked for one kind at a time. */
export type Nearby =
  | { readonly kind: 'waiting'; readonly of: string }
  | { readonly kind: 'ready'; readonly of: string; readonly stations: readonly Station[] }
  | { readonly kind: 'failed'; readonly of: string; readonly problem: Problem };

/** The areas below the one of the card, layer by layer, as the reader opens them. */
export type Children =
  | { readonly kind: 'waiting'; readonly layer: string }
  | { readonly kind: 'ready'; readonly layer: string; readonly areas: readonly AreaRow[]; readonly more: boolean }
  | { readonly kind: 'failed'; readonly layer: string; readonly problem: Problem };

/** The panels that share the place at the left. */
export type Panel = 'layers' | 'list';

/** What the map shows, from the centre outwards. */
export interface InView {
  readonly areas: readonly { readonly layer: string; readonly seen: readonly Seen[] }[];
  readonly places: readonly Seen[];
  readonly centre: Position;
}

/** All that changes on the page. Values are replaced, never altered. */
export interface Session {
  readonly lang: Signal<Lang>;
  readonly theme: Signal<Theme>;
  readonly city: Signal<CityState>;
  readonly question: Signal<Question>;
  readonly nearby: Signal<Nearby | null>;
  readonly children: Signal<Children | null>;
  readonly selected: Signal<AreaName | null>;
  /** Keys of what the user switched off. */
  readonly hidden: Signal<ReadonlySet<string>>;
  /** The date that everything is asked about, YYYY-MM-DD; empty = now. */
  readonly asOf: Signal<string>;
  /** Draws what the reader put under the city; null = the city's own streets. */
  readonly dress: Signal<Dress | null>;
  /** True while tiles of the base map cannot be had. */
  readonly underFailed: Signal<boolean>;
  /** The code for choosing it, when that has come. */
  readonly underParts: Signal<UnderParts | null>;
  /** The desk of the planner while it is open. */
  readonly plan: Signal<PlanParts | null>;
  /** The tools of the dispatcher, when they have come. */
  readonly tools: Signal<ToolParts | null>;
  /** What takes a spot that the reader points at, while a grid worker draws. */
  readonly pen: Signal<Pick<ToolParts, 'take'> | null>;
  /** Who is signed in; null while that is not known, and where there is no server. */
  readonly who: Signal<Who | null>;
  /** The code for signing in and for persons, when that has come. */
  readonly account: Signal<AccountParts | null>;
  readonly map: Signal<MapState>;
  /** True while parts of the map have been waited for longer than a blink. */
  readonly slow: Signal<boolean>;
  /** True while tiles are missing because they could not be fetched. */
  readonly tilesFailed: Signal<boolean>;
  readonly metresPerPixel: Signal<number>;
  readonly zoom: Signal<number>;
  /** The middle of the map where it stands still; null before that. */
  readonly centre: Signal<Position | null>;
  /** True while the map has the focus by keyboard. */
  readonly aiming: Signal<boolean>;
  readonly search: Signal<Search>;
  /** What was chosen before, kept as long as the page. */
  readonly recent: Signal<readonly Hit[]>;
  readonly panel: Signal<Panel | null>;
  /** Null while the list is not shown. */
  readonly inView: Signal<InView | null>;
  /** What the map shows at this zoom; null without a city. */
  readonly legend: Signal<Legend | null>;
  readonly live: Signal<Live>;
  readonly toast: Signal<Toast | null>;
  readonly help: Signal<boolean>;
}

export function newSession(lang: Lang, theme: Theme): Session {
  return {
    lang: signal(lang),
    theme: signal(theme),
    city: signal<CityState>({ kind: 'loading' }),
    question: signal<Question>({ kind: 'none' }),
    nearby: signal<Nearby | null>(null),
    children: signal<Children | null>(null),
    selected: signal<AreaName | null>(null),
    hidden: signal<ReadonlySet<string>>(new Set()),
    asOf: signal(''),
    dress: signal<Dress | null>(null),
    underFailed: signal(false),
    underParts: signal<UnderParts | null>(null),
    plan: signal<PlanParts | null>(null),
    tools: signal<ToolParts | null>(null),
    pen: signal<Pick<ToolParts, 'take'> | null>(null),
    who: signal<Who | null>(null),
    account: signal<AccountParts | null>(null),
    map: signal<MapState>('starting'),
    slow: signal(false),
    tilesFailed: signal(false),
    metresPerPixel: signal(0),
    zoom: signal(0),
    centre: signal<Position | null>(null),
    aiming: signal(false),
    search: signal<Search>({ kind: 'idle' }),
    recent: signal<readonly Hit[]>([]),
    panel: signal<Panel | null>(null),
    inView: signal<InView | null>(null),
    legend: signal<Legend | null>(null),
    live: signal<Live>({ fresh: true, heard: 0 }),
    toast: signal<Toast | null>(null),
    help: signal(false),
  };
}

/** The city when it is there. */
export function knownCity(session: Session): City | null {
  const city = session.city.value;
  return city.kind === 'ready' ? city.city : null;
}

/** What the panels may ask for. */
export interface Actions {
  setLang(lang: Lang): void;
  setTheme(theme: Theme): void;
  reloadCity(): void;
  reloadTiles(): void;
  /** Opens the card of a subject; the last one is a step back in the browser's history. */
  open(subject: Subject, via: Via): void;
  openHit(hit: Hit, via: Via): void;
  repeatQuestion(): void;
  closeAnswer(): void;
  /** Asks on the other side of the nearest border. */
  walkAcross(via: Via): void;
  stepBack(): void;
  /** Says where the card lies, in page pixels, so that the point can be kept clear of it. */
  cardShown(card: DOMRect): void;
  nearbyOf(kind: string): void;
  childrenIn(layer: string | null): void;
  search(text: string): void;
  repeatSearch(): void;
  showLayer(key: string, shown: boolean): void;
  showPanel(panel: Panel | null): void;
  /** Opens what a line of the list is about. */
  openSeen(seen: Seen, kind: 'area' | 'place', via: Via): void;
  /** Shows on the map which area a line is about, or none. */
  highlight(area: AreaName | null): void;
  zoomBy(steps: number): void;
  showAll(): void;
  /** Shows the closest area of the card's spot as large as fits. */
  zoomHere(): void;
  share(): void;
  /** Opens the desk of the planner, or puts it away. */
  plan(): void;
  showHelp(shown: boolean): void;
  say(toast: Toast | null): void;
}
