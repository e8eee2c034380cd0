import type { ComponentProps, ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { ChangeList } from '../admin/changelist';
import type { Desk } from '../admin/desk';
import type { ImportForm } from '../admin/imports';
import { isKind } from '../admin/importwishes';
import { openingText } from '../i18n/opening';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { Code } from '../ui/copy';
import type { Item, Step } from './answers';
import type { Guide } from './guide';
import { Mark } from './page';

interface Props {
  readonly guide: Guide;
  readonly desk: Desk;
  readonly lang: Lang;
  readonly city: City | null;
  readonly step: Step;
}

/** A step: what works, what does not, and each thing that it has. */
export function StepPage({ guide, desk, lang, city, step }: Props): JSX.Element {
  return (
    <>
      <Lists lang={lang} step={step} />
      <ul class="opening-items">
        {step.items.map((it) => <ItemRow key={it.key} guide={guide} desk={desk} lang={lang} city={city} item={it} />)}
      </ul>
      {desk.may('changes.write') && <LateChanges guide={guide} desk={desk} lang={lang} city={city} />}
      {step.key === 'public' && desk.may('publish') && (
        <div class="who-buttons">
          <button type="button" class="button button-main" data-action="opening-publish" onClick={() => { desk.identity.administer('publish'); }}>{openingText(lang, 'publish')}</button>
          <button type="button" class="button" data-action="opening-checks" onClick={() => { desk.identity.administer('checks'); }}>{openingText(lang, 'checks')}</button>
        </div>
      )}
    </>
  );
}

function Lists({ lang, step }: Pick<Props, 'lang' | 'step'>): JSX.Element {
  return (
    <div class="opening-lists">
      {(['works', 'lacks'] as const).map((of) => step[of].length > 0 && (
        <section key={of} class="opening-list" data-list={of}>
          <h4>{openingText(lang, of)}</h4>
          <ul>{step[of].map((it) => <li key={it.en}>{it[lang]}</li>)}</ul>
        </section>
      ))}
    </div>
  );
}

/** What there is of an item, in a line. */
export function Says({ lang, item, undone = false }: { readonly lang: Lang; readonly item: Item; readonly undone?: boolean }): JSX.Element {
  return (
    <div class="opening-says">
      <Mark lang={lang} state={item.state} />
      <div class="opening-words">
        <p><span class="opening-name">{item.name[lang]}</span>{item.optional && item.state === 'missing' && <span class="tag">{openingText(lang, 'optional')}</span>}{undone && <span class="tag" data-undone>{openingText(lang, 'undone')}</span>}</p>
        <p class="detail"><bdi>{item.says[lang]}</bdi></p>
      </div>
    </div>
  );
}

function ItemRow({ guide, desk, lang, city, item }: Omit<Props, 'step'> & { readonly item: Item }): JSX.Element {
  const { imports } = item;
  const kind = imports?.kind ?? '';
  const mine = isKind(kind) && desk.may('imports.write') ? kind : null;
  const unfolded = guide.unfolded.value === item.key;
  return (
    <li class="opening-item" data-item={item.key} data-progress={item.state}>
      <div class="opening-row">
        <Says lang={lang} item={item} undone={guide.undone.value === item.key} />
        {mine !== null && <Unfold guide={guide} lang={lang} item={item} />}
      </div>
      {item.absent.length > 0 && <AbsentList lang={lang} item={item} />}
      {mine !== null && unfolded && (
        <div class="opening-import">
          <LateForm guide={guide} desk={desk} lang={lang} city={city} kind={mine} layer={imports?.layer ?? ''} onDone={(_, undone) => {
            guide.undone.value = undone ? item.key : '';
            void guide.load();
          }}
          />
        </div>
      )}
      {item.command !== '' && <HowElse lang={lang} item={item} desk={desk} />}
    </li>
  );
}

/** The button that unfolds the import of an item. */
function Unfold({ guide, lang, item }: Pick<Props, 'guide' | 'lang'> & { readonly item: Item }): JSX.Element {
  const unfolded = guide.unfolded.value === item.key;
  const { value: now } = guide.state;
  const needed = now.kind === 'ready' && now.value.next?.item === item.key;
  return (
    <button type="button" class={needed && !unfolded ? 'button button-main' : 'button'} data-action="opening-import" aria-expanded={unfolded} aria-label={openingText(lang, unfolded ? 'importCloseOf' : 'importOf', { name: item.name[lang] })}
      onClick={() => { guide.unfolded.value = unfolded ? '' : item.key; }}
    >{openingText(lang, unfolded ? 'importClose' : 'import')}
    </button>
  );
}

function AbsentList({ lang, item }: { readonly lang: Lang; readonly item: Item }): JSX.Element {
  const n = item.absent.length;
  return (
    <details class="opening-more">
      <summary>{openingText(lang, n === 50 ? 'absentSome' : 'absent', { n })}</summary>
      <ul class="tags">{item.absent.map((it) => <li key={`${it.layer} ${it.code}`} class="tag"><bdi>{it.name === '' ? it.code : `${it.name} ${it.code}`}</bdi></li>)}</ul>
    </details>
  );
}

/** The template to fill in, and the way without the browser. */
function HowElse({ lang, item, desk }: { readonly lang: Lang; readonly item: Item; readonly desk: Desk }): JSX.Element {
  const name = item.name[lang];
  const template = item.imports?.template ?? '';
  return (
    <details class="opening-more">
      <summary>{openingText(lang, template === '' ? 'command' : 'template')}{template === '' ? '' : ` · ${openingText(lang, 'command')}`}</summary>
      {template !== '' && desk.may('imports.write') && (
        <p class="who-buttons import-templates">
          {(template === 'area' ? ['csv'] as const : ['xlsx', 'csv'] as const).map((form) => (
            <a key={form} class="button" data-template={form} download={`${template}.${form}`} aria-label={openingText(lang, 'templateOf', { name, form: form.toUpperCase() })}
              href={new URL(`api/v1/imports/templates/${template}?f=${form}&headings=${lang}`, desk.identity.base).href}
            >{form.toUpperCase()}
            </a>
          ))}
        </p>
      )}
      <div class="own-secret"><Code code={item.command} lang={lang} label={openingText(lang, 'commandOf', { name })} /></div>
    </details>
  );
}

type Form = ComponentType<ComponentProps<typeof ImportForm>>;

/** The import of a file, which comes when the first is unfolded. */
function LateForm({ guide, ...props }: ComponentProps<typeof ImportForm> & { readonly guide: Guide }): JSX.Element {
  const [Form, setForm] = useState<Form | null>(null);
  const [failed, setFailed] = useState(false);
  const fetchForm = (): void => {
    setFailed(false);
    void Promise.all([import('../admin/imports'), import('../admin/importing')]).then(([it, { importingOf }]) => {
      const importing = importingOf(props.desk.identity);
      const { kind, layer } = importing.wish.peek();
      const busy = importing.stage.peek() === 'sending' || importing.stage.peek() === 'working';
      if (!busy && (kind !== props.kind || layer !== props.layer)) {
        void importing.next(); // what was said of the file before is not true of this one
      }
      guide.walk.value = it.FoundWalk;
      setForm(() => it.ImportForm);
    }, () => { setFailed(true); });
  };
  useEffect(fetchForm, []);
  if (failed) {
    return <button type="button" class="button" onClick={fetchForm}>{openingText(props.lang, 'retry')}</button>;
  }
  return Form === null ? <div class="waiting"><div class="bone" /><div class="bone" /></div> : <Form {...props} />;
}

type Changes = ComponentType<ComponentProps<typeof ChangeList>>;

/** What was written last, to take back: it comes when it is unfolded. */
function LateChanges({ guide, desk, lang, city }: Omit<Props, 'step'>): JSX.Element {
  const [List, setList] = useState<Changes | null>(null);
  const [open, setOpen] = useState(false);
  return (
    <details class="opening-more" data-last-changes onToggle={({ currentTarget }) => {
      setOpen(currentTarget.open);
      if (currentTarget.open && List === null) {
        void import('../admin/imports').then((it) => { setList(() => it.ChangeList); }, () => { currentTarget.open = false; });
      }
    }}
    >
      <summary>{openingText(lang, 'changes')}</summary>
      {open && (List === null ? <div class="waiting"><div class="bone" /><div class="bone" /></div> : <List desk={desk} lang={lang} city={city} onUndone={() => { void guide.load(); }} />)}
    </details>
  );
}
