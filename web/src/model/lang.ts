/** The page's languages. */
export type Lang = 'zh' | 'en';

export function isLang(value: unknown): value is Lang {
  return value === 'zh' || value === 'en';
}

/** The language of a reader who has not chosen: Chinese for any of the browser's zh, else English. */
export function preferred(languages: readonly string[]): Lang {
  return languages[0]?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}

/** The BCP 47 tag for the `lang` attribute. */
export function tag(lang: Lang): string {
  return lang === 'zh' ? 'zh-CN' : 'en';
}
