import { signal, type Signal } from '@preact/signals';

import type { Answer, AreaName } from './answer';
import type { City } from './city';
import type { Lang } from './lang';
import type { Theme } from './palette';
import type { Position } from './position';
import type { Problem } from './problem';

/** How a question was put: it decides where the keyboard focus goes. */
export type Via = 'pointer' | 'keyboard' | 'link';

/** The city, as far as it is known. */
export type CityState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly city: City }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** The one question that the page may have open. */
export type Question =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly at: Position; readonly via: Via }
  | { readonly kind: 'failed'; readonly at: Position; readonly via: Via; readonly problem: Problem }
  | {
      readonly kind: 'answered';
      readonly at: Position;
      readonly via: Via;
      readonly answer: Answer;
      /** The name of the area across the border, when the map has it. */
      readonly neighbourName: string | null;
    };

export type MapState = 'starting' | 'ready' | 'broken';

/** All that changes on the page. Values are replaced, never altered. */
export interface Session {
  readonly lang: Signal<Lang>;
  readonly theme: Signal<Theme>;
  readonly city: Signal<CityState>;
  readonly question: Signal<Question>;
  readonly selected: Signal<AreaName | null>;
  /** Keys of the layers that the user switched off. */
  readonly hidden: Signal<ReadonlySet<string>>;
  readonly map: Signal<MapState>;
  /** True while tiles are missing because they could not be fetched. */
  readonly tilesFailed: Signal<boolean>;
  readonly metresPerPixel: Signal<number>;
  /** True while the map has the focus by keyboard. */
  readonly aiming: Signal<boolean>;
}

export function newSession(lang: Lang, theme: Theme): Session {
  return {
    lang: signal(lang),
    theme: signal(theme),
    city: signal<CityState>({ kind: 'loading' }),
    question: signal<Question>({ kind: 'none' }),
    selected: signal<AreaName | null>(null),
    hidden: signal<ReadonlySet<string>>(new Set()),
    map: signal<MapState>('starting'),
    tilesFailed: signal(false),
    metresPerPixel: signal(0),
    aiming: signal(false),
  };
}

/** What the panels may ask for. */
export interface Actions {
  setLang(lang: Lang): void;
  setTheme(theme: Theme): void;
  reloadCity(): void;
  reloadTiles(): void;
  repeatQuestion(): void;
  closeAnswer(): void;
  /** Says where the card lies, in page pixels, so that the point can be kept clear of it. */
  cardShown(card: DOMRect): void;
  select(area: AreaName): void;
  showLayer(key: string, shown: boolean): void;
  zoomBy(steps: number): void;
  showAll(): void;
}
