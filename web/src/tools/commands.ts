import { type ToolKey, toolText } from '../i18n/tools';
import { filled, placeKindOf } from '../model/city';
import { parseHash } from '../model/hash';
import type { Lang } from '../model/lang';
import { type Hit, longestText } from '../model/search';
import { type Actions, knownCity, type Session } from '../model/session';
import { readAsk, type What, writeAsk } from '../print/ask';

/** The pages of the tools that a command opens. */
export type Page = 'ground' | 'list' | 'distance' | 'surface' | 'theme' | 'bodies';

/** What commands work with. */
export interface Commanding {
  readonly session: Session;
  readonly actions: Actions;
  readonly openPage: (page: Page) => void;
  readonly showQr: () => void;
  readonly showDates: () => void;
}

interface Command {
  readonly name: string;
  /** Other words by which it is found, of both languages. */
  readonly also: string;
  readonly run: () => void;
}

/** So many commands stand under the results of a search, and in an empty box. */
const most = 6;

/** The commands whose words hold each word of a text; with `>` before it all of them. An empty text shows the first. */
export function commands(it: Commanding, text: string): readonly Hit[] {
  const only = text.startsWith('>');
  const sought = (only ? text.slice(1) : text).toLowerCase().trim().slice(0, longestText);
  const wanted = sought === '' ? [] : sought.split(/\s+/);
  const found = all(it).filter(({ name, also }) => wanted.every((word) => `${name} ${also}`.toLowerCase().includes(word)));
  return (only ? found : found.slice(0, most)).map(({ name, run }) => ({
    kind: 'command', layer: '', code: name, name, nameEn: '', context: '', matched: '', note: '', point: { lon: 0, lat: 0 }, bounds: null, run,
  }));
}

function all(it: Commanding): readonly Command[] {
  const { session, actions } = it;
  const lang = session.lang.value;
  const of = (key: ToolKey, run: () => void): Command => ({ name: toolText(lang, key), also: `${toolText('zh', key)} ${toolText('en', key)}`, run });
  const pages = (['ground', 'list', 'distance', 'surface', 'theme', 'bodies'] as const).map((page) => of(`cmd.${page}`, () => { it.openPage(page); }));
  const dark = session.theme.value === 'dark';
  return [
    ...pages,
    of('cmd.asof', it.showDates),
    of('cmd.plan', () => { actions.plan(); }),
    of('cmd.panelList', () => { actions.showPanel('list'); }),
    of('cmd.panelLayers', () => { actions.showPanel('layers'); }),
    of('cmd.all', () => { actions.showAll(); }),
    of('cmd.lang', () => { actions.setLang(lang === 'zh' ? 'en' : 'zh'); }),
    of(dark ? 'cmd.light' : 'cmd.dark', () => { actions.setTheme(dark ? 'light' : 'dark'); }),
    of('cmd.share', () => { actions.share(); }),
    of('cmd.qr', it.showQr),
    ...prints(session, lang, of),
    of('cmd.print', () => { window.print(); }),
    of('cmd.help', () => { actions.showHelp(true); }),
    ...(session.who.value?.account === '' ? [of('cmd.signIn', () => { session.account.peek()?.signIn(); })] : []),
    ...layerCommands(it),
  ];
}

/** The pages for paper of the area that is selected; none of anything else. */
function prints(session: Session, lang: Lang, of: (key: ToolKey, run: () => void) => Command): readonly Command[] {
  const { subject } = parseHash(window.location.hash);
  if (subject?.what !== 'area' || session.asOf.value !== '') { // paper is of today
    return [];
  }
  const { layer, code } = subject.area;
  const open = (what: What): void => { window.open(writeAsk({ ...readAsk(''), what, area: { layer, code }, lang }), '_blank', 'noopener'); };
  return (['sheet', 'signs', 'atlas'] as const).map((what) => of(`cmd.${what}`, () => { open(what); }));
}

/** A switch for each layer and each kind of places that there is. */
function layerCommands({ session, actions }: Commanding): readonly Command[] {
  const city = knownCity(session);
  const lang = session.lang.value;
  const hidden = session.hidden.value;
  const keys = city === null ? [] : [...filled(city), ...city.places.filter((it) => it.count > 0).flatMap((it) => placeKindOf(city, it.key) ?? [])];
  return keys.map(({ key, name }) => {
    const shown = !hidden.has(key);
    const words = shown ? 'cmd.hide' : 'cmd.show';
    return { name: toolText(lang, words, { name: name[lang] }), also: `${name.zh} ${name.en} ${toolText('zh', words)} ${toolText('en', words)}`, run: () => { actions.showLayer(key, !shown); } };
  });
}
