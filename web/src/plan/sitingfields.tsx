import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

import { Choices, number, type Page, StationChoice } from './parts';
import type { Pick } from './siting';
import { type Field, type Mark, marks, type Model, models, mostOwn, type Own, pastedOf, type Source, sources, wholeOf } from './sitingform';

const says = { mclp: 'mclpSays', pmedian: 'pmedianSays', lscp: 'lscpSays' } as const;
const sourceWords = { made: 'sourceMade', store: 'sourceStore', own: 'sourceOwn' } as const;
const markWords = { may: 'markMay', must: 'markMust', never: 'markNever' } as const;

/** So many candidates of the reader's own are listed. */
const listed = 60;

/** The question: how many and what for; all else is folded away. */
export function Question(page: Page): JSX.Element {
  const { desk: { siting }, say } = page;
  const { model } = siting.fields.value;
  const faults = siting.faults.value;
  return (
    <form class="plan-part" noValidate data-form="siting" onSubmit={(event) => {
      event.preventDefault();
      const wrong = Object.keys(faults) as Field[];
      if (wrong.length === 0 && !siting.isRunning()) {
        void siting.start();
      } else if (wrong[0] !== undefined) {
        show(page, event.currentTarget, wrong[0]);
      }
    }}>
      <Choices<Model> label={say('siteModel')} name="model" of={models} value={model} words={(it) => say(it)} choose={(it) => { siting.set({ model: it }); }} />
      <p class="plan-line">{say(says[model])}</p>
      {model !== 'lscp' && <Numeric page={page} field="new" label={say('siteNew')} value={siting.fields.value.count} type={(count) => { siting.set({ count }); }} />}
      <details class="plan-basis" data-part="siting-more" open={siting.more.value} onToggle={(event) => { siting.more.value = event.currentTarget.open; }}>
        <summary>{say('siteMore')}{summary(page)}</summary>
        <More {...page} />
      </details>
      <button type="submit" class="button button-main" disabled={siting.isRunning()} data-action="start-siting">{say('start')}</button>
    </form>
  );
}

/** Brings the first field that is wrong to the reader. */
function show({ desk: { siting } }: Page, form: HTMLFormElement, field: Field): void {
  if (field !== 'new') {
    siting.more.value = true;
  }
  setTimeout(() => { form.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus(); });
}

/** What the folded fields hold, where they hold anything. */
function summary({ desk: { siting }, say, lang }: Page): string {
  const { budget, source, closing, model, spacing, own } = siting.fields.value;
  const parts = [
    ...(wholeOf(budget) !== null && model !== 'lscp' ? [`${say('siteBudget')} ${number(lang, wholeOf(budget))}`] : []),
    ...(source === 'made' ? [] : [`${say(sourceWords[source])}${source === 'own' ? ` ${own.length}` : ''}`]),
    ...(spacing.trim() !== '' && source === 'made' ? [`${say('siteSpacing')} ${spacing.trim()}`] : []),
    ...(closing.length > 0 ? [`${say('siteClosing')} ${closing.length}`] : []),
  ];
  return parts.length === 0 ? '' : `${lang === 'zh' ? '：' : ': '}${parts.join(lang === 'zh' ? '，' : ', ')}`;
}

/** A number that is typed, and what is wrong with it. */
function Numeric({ page, field, label, value, type, hint }: {
  readonly page: Page; readonly field: Field; readonly label: string; readonly value: string; readonly type: (text: string) => void; readonly hint?: string;
}): JSX.Element {
  const wrong = page.desk.siting.faults.value[field] !== undefined;
  return (
    <>
      <label class="plan-field">
        <span>{label}</span>
        <input type="text" inputMode="numeric" autoComplete="off" maxLength={20} value={value} placeholder={hint} data-field={field} aria-invalid={wrong} aria-describedby={wrong ? `fault-${field}` : undefined} onInput={(event) => { type(event.currentTarget.value); }} />
      </label>
      <Fault page={page} field={field} />
    </>
  );
}

function Fault({ page: { desk, say, lang }, field }: { readonly page: Page; readonly field: Field }): JSX.Element | null {
  const fault = desk.siting.faults.value[field];
  const values = Object.fromEntries(Object.entries(fault?.values ?? {}).map(([key, n]) => [key, number(lang, n)]));
  return fault === undefined ? null : <p class="plan-fault" id={`fault-${field}`} role="status" data-fault={field}>{say(fault.key, values)}</p>;
}

function More(page: Page): JSX.Element {
  const { desk: { siting }, say } = page;
  const { model, source, budget, cost, spacing } = siting.fields.value;
  return (
    <>
      {model !== 'lscp' && <Numeric page={page} field="budget" label={say('siteBudget')} value={budget} hint={say('siteNoLimit')} type={(text) => { siting.set({ budget: text }); }} />}
      <Choices<Source> label={say('siteFrom')} name="from" of={sources} value={source} words={(it) => say(sourceWords[it])} choose={(it) => { siting.set({ source: it }); }} />
      {source === 'made' && model !== 'lscp' && <Numeric page={page} field="cost" label={say('siteCostEach')} value={cost} type={(text) => { siting.set({ cost: text }); }} />}
      {source === 'made' && <Numeric page={page} field="spacing" label={say('siteSpacing')} value={spacing} hint="200" type={(text) => { siting.set({ spacing: text }); }} />}
      {source === 'store' && <p class="plan-line" data-store>{storeWords(page)}</p>}
      {source === 'own' && <OwnList {...page} />}
      <Closing {...page} />
    </>
  );
}

/** How many records there are, and of how many a budget knows the cost. */
function storeWords({ desk, say, lang }: Page): string {
  const records = [...desk.records.byCode.value.values()];
  const costed = records.filter(({ cost }) => cost !== null).length;
  return records.length === 0 ? say('recordsNone') : say('storeSays', { n: number(lang, records.length), costed: number(lang, costed) });
}

/** The next clicks on the map are for this; once more, and they are not. */
function PickButton({ page: { desk: { siting } }, of, children }: { readonly page: Page; readonly of: Pick; readonly children: ComponentChildren }): JSX.Element {
  const on = siting.pick.value === of;
  return <button type="button" class="chip" aria-pressed={on} data-action={`pick-${of}`} onClick={() => { siting.pick.value = on ? null : of; }}>{children}</button>;
}

/** Candidates of the reader's own: clicked, pasted, or taken from the records, each with a cost and what must become of it. */
function OwnList(page: Page): JSX.Element {
  const { desk, say, lang } = page;
  const { siting } = desk;
  const { own } = siting.fields.value;
  const records = [...desk.records.byCode.value.values()];
  return (
    <div data-field="own" tabIndex={-1}>
      <span class="chips">
        <PickButton page={page} of="candidate">{say('ownClick')}</PickButton>
        <button type="button" class="chip" data-action="own-centre" onClick={() => { siting.add({ ...desk.stage.camera().centre, name: '', cost: '', mark: 'may' }); }}>{say('ownCentre')}</button>
        {records.length > 0 && <button type="button" class="chip" data-action="own-records" onClick={() => { siting.add(...records.map((it) => ({ ...it.point, name: it.name, cost: it.cost === null ? '' : String(it.cost), mark: 'may' as const }))); }}>{say('ownRecords', { n: number(lang, records.length) })}</button>}
        {own.length > 0 && <button type="button" class="chip" data-action="own-clear" onClick={() => { siting.set({ own: [] }); }}>{say('ownClear')}</button>}
      </span>
      <Pasted {...page} />
      <Fault page={page} field="own" />
      {own.length >= mostOwn && <p class="plan-line">{say('ownFull', { n: mostOwn })}</p>}
      {own.length > 0 && (
        <table class="plan-table" data-table="own">
          <caption>{say('ownCount', { n: number(lang, own.length) })}{own.length > listed && ` · ${say('gapShown', { n: listed })}`}</caption>
          <thead><tr><th scope="col">{say('place')}</th><th scope="col">{say('siteCostYuan')}</th><th scope="col">{say('ownMark')}</th><th scope="col"><span class="unseen">{say('ownDrop')}</span></th></tr></thead>
          <tbody>{own.slice(0, listed).map((it, i) => <OwnRow key={`${it.lon} ${it.lat}`} page={page} of={it} at={i} />)}</tbody>
        </table>
      )}
    </div>
  );
}

function OwnRow({ page: { desk, say }, of, at }: { readonly page: Page; readonly of: Own; readonly at: number }): JSX.Element {
  const { siting } = desk;
  const name = of.name === '' ? `${of.lon.toFixed(5)}, ${of.lat.toFixed(5)}` : of.name;
  return (
    <tr data-own={of.mark}>
      <td><button type="button" class="plan-link plan-digits" title={say('fly')} onClick={() => { desk.fly({ lon: of.lon, lat: of.lat }); }}>{name}</button></td>
      <td><input class="plan-cost" type="text" inputMode="numeric" autoComplete="off" maxLength={20} aria-label={`${say('siteCostYuan')} ${name}`} value={of.cost} onInput={(event) => { siting.change(at, { cost: event.currentTarget.value }); }} /></td>
      <td>
        <select aria-label={`${say('ownMark')} ${name}`} value={of.mark} onChange={(event) => { siting.change(at, { mark: marks.find((it) => it === event.currentTarget.value) ?? 'may' }); }}>
          {marks.map((it: Mark) => <option key={it} value={it}>{say(markWords[it])}</option>)}
        </select>
      </td>
      <td><button type="button" class="plan-link" aria-label={`${say('ownDrop')} ${name}`} onClick={() => { siting.drop(at); }}>×</button></td>
    </tr>
  );
}

/** Coordinates from a table or a message. */
function Pasted({ desk: { siting }, say }: Page): JSX.Element {
  const [text, setText] = useState('');
  const { good, bad } = pastedOf(text);
  return (
    <>
      <label class="plan-field plan-paste">
        <span>{say('ownPaste')}</span>
        <textarea rows={3} maxLength={60_000} spellcheck={false} placeholder={say('ownExample')} value={text} data-field="paste" onInput={(event) => { setText(event.currentTarget.value); }} />
      </label>
      <p class="plan-line">{say('ownPasteSays')}</p>
      {bad.length > 0 && <p class="plan-fault" role="status" data-fault="paste">{say('faultPaste', { lines: bad.slice(0, 10).join(', ') + (bad.length > 10 ? ' …' : '') })}</p>}
      <button type="button" class="button" disabled={good.length === 0} data-action="own-paste" onClick={() => {
        siting.add(...good);
        setText(text.split(/\r?\n/).filter((_, i) => bad.includes(i + 1)).join('\n')); // what could not be read stays to be mended
      }}>{say('ownAdd', { n: good.length })}</button>
    </>
  );
}

/** Stations that may be given up: each allows one new place more. */
function Closing(page: Page): JSX.Element {
  const { desk, say } = page;
  const { siting } = desk;
  const { closing } = siting.fields.value;
  return (
    <div class="plan-closing" data-closing={closing.length}>
      <StationChoice page={page} value="" label={say('siteClosing')} standing choose={(code) => {
        if (code !== '' && !closing.includes(code)) {
          siting.turn(code);
        }
      }} />
      <p class="plan-line">{say('siteClosingSays')}</p>
      <span class="chips">
        <PickButton page={page} of="closing">{say('closingClick')}</PickButton>
        {closing.map((code) => <button key={code} type="button" class="chip" aria-label={say('closingDrop', { name: desk.nameOf(code) || code })} data-action="closing-drop" onClick={() => { siting.turn(code); }}>{desk.nameOf(code) || code} ×</button>)}
      </span>
    </div>
  );
}
