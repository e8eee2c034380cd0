import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { type AdminKey, adminText } from '../i18n/admin';
import { roleName } from '../i18n/who';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { User } from './answers';
import { layerName } from './checkwords';
import { GrantForm } from './grant';
import { Box, Loaded, type SectionProps, Sure } from './kit';

/** So many accounts are listed before the filter has to be used: each has its buttons. */
const mostUsers = 100;

/** Accounts: that they are (administrator), and what they may do (security officer). */
export function UsersSection({ desk, ...rest }: SectionProps): JSX.Element {
  const { lang } = rest;
  useEffect(() => { void desk.loadUsers(); }, [desk]);
  return (
    <div class="who-part">
      <p class="detail">{adminText(lang, 'usersText')}</p>
      {desk.may('users.write') && <NewUser desk={desk} lang={lang} />}
      <Loaded lang={lang} load={desk.users.value} again={() => { void desk.loadUsers(); }}>{(it) => <Users desk={desk} {...rest} users={it} />}</Loaded>
    </div>
  );
}

function NewUser({ desk, lang }: Pick<SectionProps, 'desk' | 'lang'>): JSX.Element {
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  return (
    <details class="admin-new">
      <summary data-action="new-user">{adminText(lang, 'newUser')}</summary>
      <form class="own-form" onSubmit={(event) => {
        event.preventDefault();
        void desk.makeUser(name, title).then((made) => {
          if (made) {
            setName('');
            setTitle('');
          }
        });
      }}
      >
        <Box label={adminText(lang, 'userName')} name="user-name" value={name} put={setName} required most={64} hint={adminText(lang, 'userNameHint')} />
        <Box label={adminText(lang, 'userTitle')} name="user-title" value={title} put={setTitle} most={100} />
        <button type="submit" class="button button-main" data-action="make-user" aria-disabled={desk.busy.value}>{adminText(lang, 'make')}</button>
      </form>
    </details>
  );
}

/** Those whose name, title or role has the text. */
export function fitting(users: readonly User[], text: string, role: (key: string) => string): readonly User[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? users : users.filter((it) => [it.name, it.title, ...it.roles.map(role)].some((word) => word.toLowerCase().includes(wanted)));
}

function Users({ users, ...rest }: SectionProps & { readonly users: readonly User[] }): JSX.Element {
  const { lang } = rest;
  const [text, setText] = useState('');
  const some = fitting(users, text, (it) => roleName(lang, it));
  return (
    <>
      <Box label={adminText(lang, 'userFind')} name="user-find" type="search" value={text} put={setText} />
      <p class="detail" role="status">{some.length === 0 ? adminText(lang, 'noUsers') : adminText(lang, 'usersCount', { n: some.length })}</p>
      <ul class="admin-list">{some.slice(0, mostUsers).map((it) => <Row key={it.name} {...rest} user={it} />)}</ul>
    </>
  );
}

const marks: readonly (readonly [keyof User & ('disabled' | 'mustChange' | 'factorOn' | 'linked' | 'demo'), AdminKey])[] = [
  ['disabled', 'disabled'], ['mustChange', 'mustChange'], ['factorOn', 'factorOn'], ['linked', 'linked'], ['demo', 'demo'],
];

/** An area of a scope by layer, name and code. */
export function areaWords(lang: Lang, city: City | null, { layer, code, name }: User['scope'][number]): string {
  return [layerName(lang, city, layer), name === code ? '' : name, code].filter((it) => it !== '').join(' ');
}

/** Their accounts are reset on the command line alone: the server refuses it here. */
const officers: readonly string[] = ['auditor', 'security', 'admin'];

/** Whether the page offers a new first password: of officers, and of accounts of an identity provider, it does not. */
export function resets({ roles, linked }: Pick<User, 'roles' | 'linked'>): boolean {
  return !linked && !roles.some((it) => officers.includes(it));
}

interface RowProps extends SectionProps {
  readonly user: User;
}

function Row({ user, ...rest }: RowProps): JSX.Element {
  const { lang, who, desk, city } = rest;
  const [granting, setGranting] = useState(false);
  const scope = user.wholeCity ? adminText(lang, 'wholeCity') : user.scope.length === 0 ? adminText(lang, 'noScope') : user.scope.map((it) => areaWords(lang, city, it)).join(lang === 'zh' ? '、' : ', ');
  const own = user.name === who.account;
  return (
    <li data-user={user.name}>
      <p class="admin-name"><bdi>{user.name}</bdi> {user.title !== '' && user.title !== user.name && <bdi class="detail">{user.title}</bdi>}</p>
      <ul class="tags">
        {user.roles.length === 0 && <li class="detail">{adminText(lang, 'noRoles')}</li>}
        {user.roles.map((it) => <li key={it} class="tag admin-role">{roleName(lang, it)}</li>)}
        {own && <li class="tag">{adminText(lang, 'you')}</li>}
        {marks.map(([field, key]) => user[field] && <li key={field} class="tag" data-mark={field}>{adminText(lang, key)}</li>)}
      </ul>
      <p class="detail"><bdi>{scope}</bdi></p>
      {granting
        ? <GrantForm desk={desk} lang={lang} city={city} user={user} close={() => { setGranting(false); }} />
        : !own && <Deeds {...rest} user={user} grant={() => { setGranting(true); }} />}
    </li>
  );
}

function Deeds({ desk, lang, user, grant }: RowProps & { readonly grant: () => void }): JSX.Element {
  const { name, disabled } = user;
  const say = (key: AdminKey): string => adminText(lang, key, { name });
  const common = { lang, busy: desk.busy.value };
  const writes = desk.may('users.write');
  const grants = desk.may('users.grant');
  return (
    <div class="who-buttons admin-deeds">
      {grants && <button type="button" class="button" data-action="grant" aria-label={say('grantOf')} onClick={grant}>{say('grant')}</button>}
      {grants && <Sure {...common} name="end-all" words={say('endAll')} label={say('endAllOf')} question={say('endAllAsk')} act={() => { void desk.endAll(name); }} />}
      {writes && resets(user) && <Sure {...common} name="reset" words={say('reset')} label={say('resetOf')} question={say('resetAsk')} act={() => { void desk.reset(name); }} />}
      {writes && disabled && <button type="button" class="button" data-action="turn-on" aria-label={say('turnOnOf')} aria-disabled={common.busy} onClick={() => { void desk.disable(name, false); }}>{say('turnOn')}</button>}
      {writes && !disabled && <Sure {...common} name="turn-off" words={say('turnOff')} label={say('turnOffOf')} question={say('turnOffAsk')} act={() => { void desk.disable(name, true); }} />}
      {writes && <Sure {...common} name="drop" words={say('drop')} label={say('dropOf')} question={say('dropAsk')} act={() => { void desk.drop(name); }} />}
    </div>
  );
}
