import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const app = fileURLToPath(new URL('../dist/app/', import.meta.url));

/** A file of the built page. */
export interface Built {
  /** Its name below dist/app. */
  readonly name: string;
  readonly text: string;
  /** Bytes after `gzip -9`. */
  readonly packed: number;
}

/** The scripts, style sheets and pages of the built page, by name; fails when there is none. */
export function built(): Built[] {
  if (!existsSync(`${app}index.html`)) {
    throw new Error(`no built page at ${app}: run "make build" first`);
  }
  const names = readdirSync(app, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return names.filter((name) => /\.(js|css|html|svg)$/.test(name)).sort().map((name) => {
    const bytes = readFileSync(`${app}${name}`);
    return { name, text: bytes.toString('utf8'), packed: gzipSync(bytes, { level: 9 }).length };
  });
}

/** What comes after the first map, when it is asked for, or only without a server: the choice of base maps, the help, the desk of the planner, the tools of the dispatcher, the way across a border, accounts and persons, what their dialogs share, the grid worker's page, the reader of an archive. */
export function isLater(it: Built): boolean {
  return /^assets\/(rest|under|help|plan|print|ask|decode_duty|who|wall|account|admin|imports|importwishes|opening|desk|staffanswers|few|tints|load|pause|server|work|keep|held|sw|tools|dispatch|duty|dutyhours|across|qr|kit|importing|sizes|drawing|geodesic|outbox|reports|modal|normspage|csv)-[\w-]+\.(js|css)$/.test(it.name) || isArchive(it);
}

/** What only a page without a server fetches: the reader of its archive. */
export function isArchive({ name }: Built): boolean {
  return /^assets\/archive-[\w-]+\.js$/.test(name);
}

/** Whether a file is MapLibre and nothing else: its script, its worker or its style sheet. */
export function isMapLibre({ name }: Built): boolean {
  return /^assets\/maplibre(-gl-worker)?-[\w-]+\.(js|css)$/.test(name);
}

export function isScript({ name }: Built): boolean {
  return name.endsWith('.js');
}

export function isSheet({ name }: Built): boolean {
  return name.endsWith('.css');
}

/** The script of the map that the server draws. */
export function isPicture({ name }: Built): boolean {
  return /^assets\/picture-[\w-]+\.js$/.test(name);
}

/** The words of a language. */
export function isWords(lang: 'zh' | 'en'): (it: Built) => boolean {
  return ({ name }) => name.startsWith(`assets/${lang}-`) && name.endsWith('.js');
}

/** Our own part of the map that the browser draws. */
export function isView({ name }: Built): boolean {
  return /^assets\/view-[\w-]+\.js$/.test(name);
}
