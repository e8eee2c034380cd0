import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { isOpeningKey, openingText } from '../i18n/opening';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import { problemText } from '../ui/words';
import type { Choice, Division, Opening, Step } from './answers';
import type { Guide } from './guide';
import { Says } from './steppage';

interface Props {
  readonly guide: Guide;
  readonly lang: Lang;
  readonly opening: Opening;
  readonly step: Step;
}

/** Which city it is, and which scheme: chosen as long as nothing is written. */
export function CityStep({ guide, lang, opening, step }: Props): JSX.Element {
  const open = opening.empty && guide.mayFound;
  const asks = open && (opening.city === null || guide.changing.value);
  return (
    <>
      <p class="opening-lead">{openingText(lang, 'lead')}</p>
      {!(asks && opening.city === null) && <ul class="opening-items">{step.items.map((it) => <li key={it.key} class="opening-item" data-item={it.key}><Says lang={lang} item={it} /></li>)}</ul>}
      {asks ? <Form guide={guide} lang={lang} /> : (
        <div class="opening-again">
          <p class="detail">{openingText(lang, opening.empty ? 'changeHint' : 'fixed')}</p>
          {open && <button type="button" class="button" data-action="change-city" onClick={() => { guide.changing.value = true; }}>{openingText(lang, 'change')}</button>}
        </div>
      )}
    </>
  );
}

/** Why something was not done. */
function failWords(lang: Lang, problem: Problem): string {
  const key = `fail.${problem.code}`;
  return isOpeningKey(key) ? openingText(lang, key) : problemText(lang, problem);
}

function Form({ guide, lang }: Pick<Props, 'guide' | 'lang'>): JSX.Element {
  const wish = guide.wish.value;
  const problem = guide.problem.value;
  const [tried, setTried] = useState(false);
  useEffect(() => { void guide.loadChoices(); }, [guide]);
  return (
    <form class="own-form opening-form" noValidate onSubmit={(event) => {
      event.preventDefault();
      setTried(true);
      void guide.begin();
    }}
    >
      <CityField guide={guide} lang={lang} wrong={tried && wish.city === null} />
      {wish.city !== null && (
        <div class="opening-names">
          {(['zh', 'en'] as const).map((of) => (
            <label key={of} class="own-field">
              <span>{openingText(lang, of === 'zh' ? 'nameZh' : 'nameEn')}</span>
              <input name={`city-${of}`} type="text" maxLength={60} value={wish[of]} autocomplete="off" onInput={({ currentTarget: { value } }) => { guide.put({ [of]: value }); }} />
            </label>
          ))}
        </div>
      )}
      <Schemes guide={guide} lang={lang} />
      <label class="own-check">
        <input type="checkbox" name="national" checked={wish.national} aria-describedby="opening-codes" onChange={({ currentTarget: { checked } }) => { guide.put({ national: checked }); }} />
        <span>{openingText(lang, 'codes')}<span class="detail" id="opening-codes">{openingText(lang, 'codesHint')}</span></span>
      </label>
      <div class="own-fail" role="alert">
        {tried && wish.city === null && <p data-lacks="city">{openingText(lang, 'cityNeeded')}</p>}
        {problem !== null && <p data-problem={problem.code}>{failWords(lang, problem)}</p>}
      </div>
      <button type="submit" class="button button-main own-wide" data-action="found-city" aria-disabled={guide.busy.value}>{openingText(lang, 'found')}</button>
    </form>
  );
}

/** The box in which a city is looked for, and those that are found. */
function CityField({ guide, lang, wrong }: Pick<Props, 'guide' | 'lang'> & { readonly wrong: boolean }): JSX.Element {
  const [text, setText] = useState('');
  const box = useRef<HTMLInputElement>(null);
  const found = guide.found.value;
  const { city } = guide.wish.value;
  const take = (it: Division): void => {
    guide.choose(it);
    setText('');
    box.current?.focus();
  };
  const told = found === null ? (city === null ? '' : openingText(lang, 'cityNow', { name: `${city.province}${city.name} ${city.code}` }))
    : found.divisions.length === 0 ? openingText(lang, 'cityNone') : openingText(lang, found.more ? 'cityMore' : 'cityFound', { n: found.divisions.length });
  return (
    <div class="opening-city">
      <label class="own-field">
        <span>{openingText(lang, 'city')}</span>
        <input ref={box} name="city-search" type="search" value={text} maxLength={60} autocomplete="off" spellcheck={false} aria-describedby="opening-city-hint opening-city-told" aria-invalid={wrong ? true : undefined}
          onInput={({ currentTarget: { value } }) => {
            setText(value);
            guide.seek(value);
          }}
          onKeyDown={(event) => {
            const first = found?.divisions[0];
            if (event.key === 'Enter' && first !== undefined) {
              event.preventDefault(); // the city is taken, not the whole form
              take(first);
            }
          }}
        />
        <span id="opening-city-hint" class="detail">{openingText(lang, 'cityHint')}</span>
      </label>
      <p id="opening-city-told" role="status" class={found === null && city !== null ? 'opening-chosen' : 'detail'}>{told}</p>
      {found !== null && found.divisions.length > 0 && (
        <ul class="opening-found">
          {found.divisions.map((it) => (
            <li key={it.code}>
              <button type="button" class="opening-division" data-division={it.code} onClick={() => { take(it); }}><span>{it.name}</span><span class="detail">{[it.en, it.province, it.code].filter((part) => part !== '').join(' · ')}</span></button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The schemes: for whom each is, and its layers. */
function Schemes({ guide, lang }: Pick<Props, 'guide' | 'lang'>): JSX.Element {
  const choices = guide.choices.value;
  return (
    <fieldset class="opening-schemes">
      <legend>{openingText(lang, 'scheme')}</legend>
      <p class="detail">{openingText(lang, 'schemeHint')}</p>
      {choices.kind === 'failed' && <p class="own-fail" role="alert">{problemText(lang, choices.problem)} <button type="button" class="button" onClick={() => { void guide.loadChoices(); }}>{openingText(lang, 'retry')}</button></p>}
      {choices.kind === 'loading' && <div class="waiting"><div class="bone" /><div class="bone" /></div>}
      {choices.kind === 'ready' && choices.value.map((it) => <SchemeCard key={it.key} guide={guide} lang={lang} choice={it} />)}
    </fieldset>
  );
}

function SchemeCard({ guide, lang, choice }: Pick<Props, 'guide' | 'lang'> & { readonly choice: Choice }): JSX.Element {
  const chosen = guide.wish.value.scheme === choice.key;
  return (
    <label class="opening-scheme" data-scheme={choice.key} data-chosen={chosen}>
      <input type="radio" name="scheme" value={choice.key} checked={chosen} onChange={() => { guide.put({ scheme: choice.key }); }} />
      <span class="opening-scheme-words">
        <span class="opening-name">{choice.name[lang]}</span>
        <span>{choice.suits[lang]}</span>
        <span class="detail">{choice.layers.map((it) => it.name[lang]).join(' › ')}</span>
      </span>
    </label>
  );
}
