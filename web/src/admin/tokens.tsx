import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { moment } from '../account/parts';
import { actionText } from '../i18n/actions';
import { adminText } from '../i18n/admin';
import type { Token } from './answers';
import type { TokenWish } from './desk';
import { Box, Loaded, type SectionProps, Sure } from './kit';
import { AreaPicker, type Chosen } from './picker';
import { wallView } from './wishes';

/** Tokens of programs and walls. */
export function TokensSection({ desk, lang, city }: SectionProps): JSX.Element {
  useEffect(() => { void desk.loadTokens(); }, [desk]);
  return (
    <div class="who-part">
      <p class="detail">{adminText(lang, 'tokensText')}</p>
      <NewToken desk={desk} lang={lang} city={city} />
      <Loaded lang={lang} load={desk.tokens.value} again={() => { void desk.loadTokens(); }}>
        {(list) => (list.length === 0 ? <p>{adminText(lang, 'noTokens')}</p> : <ul class="admin-list">{list.map((it) => <Row key={it.id} desk={desk} lang={lang} token={it} />)}</ul>)}
      </Loaded>
    </div>
  );
}

function Row({ desk, lang, token }: Pick<SectionProps, 'desk' | 'lang'> & { readonly token: Token }): JSX.Element {
  const { name, account, only, display, created, expires } = token;
  const ended = new Date(expires).getTime() <= Date.now();
  const rights = display ? '' : only.length === 0 ? adminText(lang, 'allActions') : only.map((it) => actionText(lang, it)).join(' · ');
  return (
    <li data-token={token.id}>
      <p class="admin-name"><bdi>{name}</bdi> <span class="tag">{adminText(lang, display ? 'wall' : 'program')}</span> {ended && <span class="tag">{adminText(lang, 'expired')}</span>}</p>
      {!display && <p class="detail"><bdi>{account}</bdi> · {rights}</p>}
      <p class="detail">{adminText(lang, 'made', { time: moment(created) })} · {adminText(lang, 'expires', { time: moment(expires) })}</p>
      <div class="who-buttons admin-deeds">
        <Sure lang={lang} name="revoke" busy={desk.busy.value} words={adminText(lang, 'revoke')} label={adminText(lang, 'revokeOf', { name })} question={adminText(lang, 'revokeAsk', { name })} act={() => { void desk.dropToken(token.id); }} />
      </div>
    </li>
  );
}

const blank: TokenWish = { name: '', account: '', only: [], expires: '', display: false, view: '' };

function NewToken({ desk, lang, city }: Pick<SectionProps, 'desk' | 'lang' | 'city'>): JSX.Element {
  const [wish, setWish] = useState(blank);
  const [only, setOnly] = useState('');
  const [area, setArea] = useState<readonly Chosen[]>([]);
  const [layers, setLayers] = useState('');
  const put = (part: Partial<TokenWish>): void => { setWish({ ...wish, ...part }); };
  return (
    <details class="admin-new">
      <summary data-action="new-token">{adminText(lang, 'newToken')}</summary>
      <form class="own-form" onSubmit={(event) => {
        event.preventDefault();
        void desk.makeToken({ ...wish, only: listed(only), view: wish.display ? wallView(area[0], listed(layers), wish.view) : '' }).then((made) => {
          if (made) {
            setWish(blank);
            setOnly('');
          }
        });
      }}
      >
        <Box label={adminText(lang, 'tokenName')} name="token-name" value={wish.name} put={(name) => { put({ name }); }} required most={100} />
        <label class="own-field">
          <span>{adminText(lang, 'tokenKind')}</span>
          <select name="token-kind" value={wish.display ? 'wall' : 'program'} onChange={(event) => { put({ display: event.currentTarget.value === 'wall' }); }}>
            <option value="program">{adminText(lang, 'program')}</option>
            <option value="wall">{adminText(lang, 'wall')}</option>
          </select>
        </label>
        {wish.display
          ? (
            <>
              <AreaPicker desk={desk} lang={lang} city={city} label={adminText(lang, 'wallArea')} chosen={area} put={setArea} most={1} />
              <Box label={adminText(lang, 'wallLayers')} name="wall-layers" value={layers} put={setLayers} required most={1000} />
              <Box label={adminText(lang, 'tokenView')} name="token-view" value={wish.view} put={(view) => { put({ view }); }} most={1000} />
            </>
          )
          : (
            <>
              <Box label={adminText(lang, 'tokenAccount')} name="token-account" value={wish.account} put={(account) => { put({ account }); }} required most={64} />
              <Box label={adminText(lang, 'tokenOnly')} name="token-only" value={only} put={setOnly} most={1000} hint={adminText(lang, 'tokenOnlyHint')} />
            </>
          )}
        <Box label={adminText(lang, 'tokenExpires')} name="token-expires" type="date" value={wish.expires} put={(expires) => { put({ expires }); }} required />
        <button type="submit" class="button button-main" data-action="make-token" aria-disabled={desk.busy.value}>{adminText(lang, 'make')}</button>
      </form>
    </details>
  );
}

/** Words as they are typed, apart by commas or spaces. */
export function listed(text: string): readonly string[] {
  return text.split(/[\s,，、]+/).filter((it) => it !== '');
}
