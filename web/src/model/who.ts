import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

import type { Words } from './city';
import type { PostWork } from './duty';
import type { Actions, Session } from './session';
import type { Dress } from './under';

/** Who is signed in, as the server says it. */
export interface Who {
  /** Empty = nobody. */
  readonly account: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly wholeCity: boolean;
  /** The areas that the account is for. */
  readonly scope: readonly { readonly layer: string; readonly code: string; readonly name: string }[];
  /** What may be done; the page offers nothing else. */
  readonly actions: ReadonlySet<string>;
  /** What has to be done before anything else; empty = nothing. */
  readonly bound: '' | 'password' | 'factor';
  readonly via: string;
  /** Accounts of the made-up city that are signed in to without a password. */
  readonly demo: readonly DemoAccount[];
  /** There is an identity provider to sign in at. */
  readonly oidc: boolean;
}

export interface DemoAccount {
  readonly account: string;
  readonly role: string;
  readonly title: string;
}

export interface Phone {
  readonly use: string;
  readonly number: string;
}

/** What somebody is shown of a person. */
export interface Shown {
  readonly code: string;
  /** Of a masked person not whole; of an erased one empty. */
  readonly name: string;
  readonly title: string;
  readonly phones: readonly Phone[];
  readonly masked: boolean;
  readonly erased: boolean;
  /** There is a private number, to be asked for with a reason. */
  readonly private: boolean;
}

/** A post that a person holds. */
export interface HeldPost extends PostWork {
  readonly code: string;
  readonly role: string;
  readonly roleName: Words;
  readonly specialty: string;
  /** What it is for: a layer, a kind of places, buildings, organisations. */
  readonly layer: string;
  readonly area: string;
  readonly areaName: string;
  readonly acting: boolean;
  /** Null where it is not told. */
  readonly onDuty: boolean | null;
  readonly from: string;
  readonly to: string;
}

/** A person with their posts. */
export interface PersonPage extends Shown {
  readonly posts: readonly HeldPost[];
}

interface Panel {
  readonly session: Session;
  readonly actions: Actions;
}

/** The parts of the page that come with the account, after the first map. */
export interface AccountParts {
  /** In the bar on top; `close` puts the menu away that it may stand in. */
  readonly Tool: ComponentType<Panel & { readonly close: () => void }>;
  /** What lies over the map: the dialog, the page of a person, what is to be said. */
  readonly Over: ComponentType<Panel>;
  /** A person beside the post that they hold, on a card; `said` is what the server says of them, which is read here. */
  readonly Person: ComponentType<{ readonly session: Session; readonly said: unknown }>;
  /** Draws the areas of the person whose page is open; null = nothing. */
  readonly dress: ReadonlySignal<Dress | null>;
  /** Opens the dialog for signing in. */
  signIn(): void;
}
