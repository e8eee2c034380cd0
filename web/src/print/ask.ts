import { isLang, type Lang } from '../model/lang';
import { type PaperName, scales, type Turn } from './paper';

export type What = 'sheet' | 'signs' | 'atlas';

/** What the part of the address after `#` says of a print: `#print=sheet&a=street:372001001&paper=a3&turn=landscape&scale=10000&review=…`. */
export interface Ask {
  readonly what: What;
  readonly area: { readonly layer: string; readonly code: string } | null;
  readonly paper: PaperName;
  readonly turn: Turn;
  /** Null = the largest that fits. */
  readonly scale: number | null;
  /** The number of the map's review, which stands in its slot. */
  readonly review: string;
  /** Whether it bears the mark of internal papers. */
  readonly internal: boolean;
  readonly lang: Lang | null;
}

/** A number of a review is short. */
const longestReview = 40;

export function readAsk(hash: string): Ask {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const what = parts.get('print');
  const scale = Number(parts.get('scale'));
  const lang = parts.get('lang');
  return {
    what: what === 'signs' || what === 'atlas' ? what : 'sheet',
    area: areaOf(parts.get('a') ?? ''),
    paper: parts.get('paper') === 'a3' ? 'a3' : 'a4',
    turn: parts.get('turn') === 'landscape' ? 'landscape' : 'portrait',
    scale: scales.find((it) => it === scale) ?? null,
    review: (parts.get('review') ?? '').slice(0, longestReview),
    internal: parts.get('internal') !== '0',
    lang: lang !== null && isLang(lang) ? lang : null,
  };
}

function areaOf(text: string): Ask['area'] {
  const found = /^([^:]+):(.+)$/.exec(text);
  return found === null ? null : { layer: found[1] ?? '', code: found[2] ?? '' };
}

/** Where the server has the sheet of an ask as a picture. */
export function sheetAddress({ paper, turn, scale, review, internal }: Ask, area: NonNullable<Ask['area']>, base: string, lang: Lang): string {
  const address = new URL(`api/v1/areas/${encodeURIComponent(area.layer)}/${encodeURIComponent(area.code)}/sheet`, base);
  const parts: Readonly<Record<string, string>> = { paper, turn, scale: scale === null ? '' : String(scale), review, internal: internal ? '1' : '0', lang };
  for (const [key, value] of Object.entries(parts).filter(([, it]) => it !== '')) {
    address.searchParams.set(key, value);
  }
  return address.href;
}

export function writeAsk({ what, area, paper, turn, scale, review, internal, lang }: Ask): string {
  const parts = new URLSearchParams({ print: what });
  const put = (key: string, value: string, unless = ''): void => {
    if (value !== unless) {
      parts.set(key, value);
    }
  };
  put('a', area === null ? '' : `${area.layer}:${area.code}`);
  put('paper', paper, 'a4');
  put('turn', turn, 'portrait');
  put('scale', scale === null ? '' : String(scale));
  put('review', review);
  put('internal', internal ? '1' : '0', '1');
  put('lang', lang ?? '');
  return `#${parts.toString()}`;
}
