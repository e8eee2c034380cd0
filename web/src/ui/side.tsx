import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { isEmpty } from '../model/city';
import type { Panel as PanelName } from '../model/session';
import type { Panel } from './context';
import { CloseIcon, LayersIcon, ListIcon } from './icons';
import { Layers } from './layers';
import { List } from './list';

const tabs: readonly { readonly name: PanelName; readonly icon: () => JSX.Element }[] = [
  { name: 'layers', icon: LayersIcon },
  { name: 'list', icon: ListIcon },
];

/** The panel at the left: the layers with their legend, or what is in view as a list. */
export function Side({ session, actions }: Panel): JSX.Element | null {
  const lang = session.lang.value;
  const shown = session.panel.value;
  const city = session.city.value;
  if (city.kind === 'failed' || (city.kind === 'ready' && isEmpty(city.city))) {
    return null;
  }
  return (
    <section class={shown === null ? 'panel side' : 'panel side side-open'} aria-label={text(lang, 'panel.label')} data-panel={shown ?? 'closed'}>
      <div class="side-tabs" role="group" aria-label={text(lang, 'panel.label')}>
        {tabs.map(({ name, icon: Icon }) => (
          <button
            key={name}
            type="button"
            class="side-tab"
            aria-expanded={shown === name}
            aria-controls={shown === name ? 'side-body' : undefined}
            data-action={`panel-${name}`}
            onClick={() => { actions.showPanel(shown === name ? null : name); }}
          >
            <Icon />
            {text(lang, name === 'layers' ? 'panel.layers' : 'panel.list')}
          </button>
        ))}
        {shown !== null && (
          <button type="button" class="tool tool-square side-close" data-action="close-panel" aria-label={text(lang, 'panel.close')} title={text(lang, 'panel.close')} onClick={() => { actions.showPanel(null); }}>
            <CloseIcon />
          </button>
        )}
      </div>
      {shown !== null && (
        <div id="side-body" class="side-body">
          {shown === 'layers' ? <Layers session={session} actions={actions} /> : <List session={session} actions={actions} />}
        </div>
      )}
    </section>
  );
}
