import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import { accountText } from '../i18n/account';
import type { Lang } from '../model/lang';
import type { SignedIn } from './answers';
import type { OwnPage } from './dialog';
import { Fail, moment } from './parts';

/** Where the account is signed in, and the end of what should not be. */
export function SessionsPage({ own, lang }: OwnPage): JSX.Element {
  useEffect(() => { void own.loadSessions(); }, [own]);
  const list = own.sessions.value;
  return (
    <>
      <p class="detail">{accountText(lang, 'sessionsText')}</p>
      {(list.kind === 'none' || list.kind === 'loading') && <div class="waiting" data-state="loading"><div class="bone" /><div class="bone" /></div>}
      {list.kind === 'failed' && <Fail lang={lang} problem={list.problem} />}
      {list.kind === 'ready' && (
        <ul class="own-sessions">
          {list.value.map((it) => (
            <li key={it.id} data-session={it.current ? 'current' : 'other'}>
              <div class="own-session">
                <p class="own-agent"><bdi>{agentOf(lang, it)}</bdi> {it.current && <span class="tag">{accountText(lang, 'current')}</span>} {it.phone && <span class="tag">{accountText(lang, 'ownPhone')}</span>}</p>
                <p class="detail">{[accountText(lang, 'since', { time: moment(it.created) }), accountText(lang, 'seen', { time: moment(it.seen) }), accountText(lang, 'until', { time: moment(it.expires) })].join(' · ')}</p>
              </div>
              {!it.current && <button type="button" class="button" data-action="end-session" aria-disabled={own.busy.value} aria-label={accountText(lang, 'endOf', { agent: agentOf(lang, it) })} onClick={() => { void own.end(it.id); }}>{accountText(lang, 'end')}</button>}
            </li>
          ))}
        </ul>
      )}
      <Fail lang={lang} problem={own.problem.value} />
    </>
  );
}

const browsers = ['Edg', 'OPR', 'MicroMessenger', 'Firefox', 'Chrome', 'Safari'] as const;
const names: Readonly<Partial<Record<string, string>>> = { Edg: 'Edge', OPR: 'Opera', MicroMessenger: 'WeChat' };
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'] as const;

/** A browser and a system out of how a browser names itself; else as much of that as fits. */
export function agentName(agent: string): string {
  const browser = browsers.find((it) => agent.includes(`${it}/`));
  const system = systems.find((it) => agent.includes(it));
  return browser === undefined || system === undefined ? agent.slice(0, 60) : `${names[browser] ?? browser} · ${system}`;
}

function agentOf(lang: Lang, { agent }: SignedIn): string {
  return agent === '' ? accountText(lang, 'unknownAgent') : agentName(agent);
}
