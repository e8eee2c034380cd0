import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import type { Desk } from '../admin/desk';
import { openingText } from '../i18n/opening';
import { whoText } from '../i18n/who';
import type { Lang } from '../model/lang';
import { knownCity, type Session } from '../model/session';
import { CloseIcon, DoneIcon, Sail } from '../ui/icons';
import { problemText } from '../ui/words';
import type { Opening, Progress, Step } from './answers';
import { CityStep } from './citystep';
import { useFolding } from './folding';
import type { Guide } from './guide';
import { StepPage } from './steppage';

interface Props {
  readonly session: Session;
  readonly guide: Guide;
  readonly desk: Desk;
  readonly focusMap: () => void;
}

/** The whole page of the opening: the steps at the left, above on a phone, and one of them. */
export function OpeningPage({ session, guide, desk, focusMap }: Props): JSX.Element {
  const lang = session.lang.value;
  const dialog = useFolding(guide, desk);
  const folded = guide.folded.value;
  const close = (): void => {
    guide.identity.administer(null);
    focusMap();
  };
  /** One step out: the bar leads back; findings on the map are looked at, not lost; else the page closes. */
  const leave = (): void => {
    if (folded || guide.identity.laid.peek() !== null) {
      guide.folded.value = !folded;
    } else {
      close();
    }
  };
  const may = guide.mayRead;
  const revision = knownCity(session)?.revision; // another one's change is a change of what there is
  useEffect(() => {
    if (may) {
      void guide.load();
    }
  }, [guide, may, revision]);
  const state = guide.state.value;
  const Walk = guide.walk.value;
  return (
    <dialog ref={dialog} class={folded ? 'opening opening-folded' : 'opening'} aria-labelledby="opening-title" data-state={state.kind}
      onCancel={(event) => {
        event.preventDefault();
        if (!folded) {
          leave(); // a gesture: Escape has been heard below
        }
      }}
      onKeyDown={(event) => {
        // The page's own keys are for the map below.
        if (event.key === 'Escape') {
          event.preventDefault();
          leave();
        }
        event.stopPropagation();
      }}
    >
      <header class="opening-bar">
        <Sail />
        <h2 id="opening-title">{openingText(lang, 'title')}</h2>
        {state.kind === 'ready' && !state.value.empty && <p class="opening-of"><bdi>{folded ? guide.step.value?.name[lang] : state.value.name[lang]}</bdi></p>}
        {folded && <button type="button" class="button button-main" data-action="unfold-opening" onClick={() => { guide.folded.value = false; }}>{openingText(lang, 'unfold')}</button>}
        <button type="button" class="tool tool-square opening-close" data-action="close-opening" aria-label={openingText(lang, 'close')} title={openingText(lang, 'close')} onClick={close}><CloseIcon /></button>
      </header>
      {folded && Walk !== null && <Walk desk={desk} lang={lang} />}
      <div class="opening-whole" hidden={folded}>
        <Body session={session} guide={guide} desk={desk} lang={lang} close={close} />
      </div>
    </dialog>
  );
}

interface BodyProps extends Omit<Props, 'focusMap'> {
  readonly lang: Lang;
  readonly close: () => void;
}

function Body({ session, guide, desk, lang, close }: BodyProps): JSX.Element {
  const state = guide.state.value;
  const who = session.who.value;
  if (who !== null && !guide.mayRead) {
    const nobody = who.account === '';
    return (
      <div class="opening-note" data-note="opening-right">
        <p>{openingText(lang, nobody ? 'signIn' : 'notYours')}</p>
        {nobody && <button type="button" class="button button-main" data-action="opening-sign-in" onClick={() => { guide.identity.page.value = 'signin'; }}>{whoText(lang, 'signIn')}</button>}
      </div>
    );
  }
  if (state.kind === 'failed') {
    return (
      <div class="opening-note" role="alert">
        <p data-problem={state.problem.code}>{problemText(lang, state.problem)}</p>
        <button type="button" class="button" data-action="opening-retry" onClick={() => { void guide.load(); }}>{openingText(lang, 'retry')}</button>
      </div>
    );
  }
  const step = guide.step.value;
  if (state.kind !== 'ready' || step === null) {
    return <div class="opening-note waiting" data-waiting><div class="bone" /><div class="bone" /><div class="bone" /></div>;
  }
  return (
    <div class="opening-body">
      <Steps guide={guide} lang={lang} opening={state.value} now={step} />
      <Main session={session} guide={guide} desk={desk} lang={lang} opening={state.value} step={step} close={close} />
    </div>
  );
}

/** How far something is, as a sign and in words. */
export function Mark({ lang, state }: { readonly lang: Lang; readonly state: Progress }): JSX.Element {
  return <span class="opening-mark" data-progress={state}>{state === 'done' && <DoneIcon />}<span class="unseen">{openingText(lang, `state.${state}`)}</span></span>;
}

function Steps({ guide, lang, opening, now }: { readonly guide: Guide; readonly lang: Lang; readonly opening: Opening; readonly now: Step }): JSX.Element {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => { nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }); }, [now.key]);
  return (
    <nav ref={nav} class="opening-steps" aria-label={openingText(lang, 'steps')}>
      <ol>
        {opening.steps.map((it, i) => (
          <li key={it.key}>
            <button type="button" class="opening-step" data-step={it.key} aria-current={it === now ? 'step' : undefined} onClick={() => { guide.go(it.key); }}>
              <Mark lang={lang} state={it.state} />
              <span class="opening-number">{i + 1}</span>
              <span>{it.name[lang]}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface MainProps extends BodyProps {
  readonly opening: Opening;
  readonly step: Step;
}

function Main({ session, guide, desk, lang, opening, step, close }: MainProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const main = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    main.current?.scrollTo(0, 0);
  }, [step.key]);
  const at = opening.steps.indexOf(step);
  const before = opening.steps[at - 1];
  const after = opening.steps[at + 1];
  return (
    <div class="opening-main" ref={main}>
      <div class="opening-page" data-page={step.key}>
        {opening.made_up && <p class="opening-made-up">{openingText(lang, 'madeUp')}</p>}
        <p class="detail">{openingText(lang, 'step', { n: at + 1, all: opening.steps.length })}</p>
        <h3 tabIndex={-1} ref={heading}>{step.name[lang]}</h3>
        {!guide.mayFound && <p class="opening-told" data-note="only-keeper">{openingText(lang, 'onlyKeeper')}</p>}
        {step.key === 'city'
          ? <CityStep guide={guide} lang={lang} opening={opening} step={step} />
          : <StepPage guide={guide} desk={desk} lang={lang} step={step} city={knownCity(session)} />}
        <div class="opening-turn">
          {before !== undefined && <button type="button" class="button" data-action="opening-back" onClick={() => { guide.go(before.key); }}>{openingText(lang, 'back')}</button>}
          {after === undefined
            ? <button type="button" class="button button-main" data-action="opening-finish" onClick={close}>{openingText(lang, 'finish')}</button>
            : <button type="button" class="button" data-action="opening-next" onClick={() => { guide.go(after.key); }}>{openingText(lang, 'next')} · {after.name[lang]}</button>}
        </div>
      </div>
    </div>
  );
}
