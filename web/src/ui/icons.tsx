import type { JSX } from 'preact';

function Icon({ path }: { readonly path: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={path} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

/** The mark: two sails and a hull. */
export function Sail(): JSX.Element {
  return (
    <svg class="sail" viewBox="0 0 20 20" width="22" height="22" aria-hidden="true" focusable="false">
      <path d="M11 1c4 4 6 8 6.5 13H11z" />
      <path class="sail-fore" d="M9.5 4.5V14H3c1.2-3.7 3.3-6.9 6.5-9.5z" />
      <path d="M1.5 15.5h17c-.8 2-2.4 3.5-4.5 3.5H6c-2.1 0-3.7-1.5-4.5-3.5z" />
    </svg>
  );
}

export const CloseIcon = (): JSX.Element => <Icon path="M5 5l10 10M15 5L5 15" />;
export const PlusIcon = (): JSX.Element => <Icon path="M10 4v12M4 10h12" />;
export const MinusIcon = (): JSX.Element => <Icon path="M4 10h12" />;
export const AllIcon = (): JSX.Element => <Icon path="M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4" />;
export const SunIcon = (): JSX.Element => (
  <Icon path="M10 6.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6L16 16M4 16l1.4-1.4M14.6 5.4L16 4" />
);
export const MoonIcon = (): JSX.Element => <Icon path="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z" />;
export const CopyIcon = (): JSX.Element => <Icon path="M7 7h9v9H7zM4 13V4h9" />;
export const DoneIcon = (): JSX.Element => <Icon path="M4 10.5l4 4 8-9" />;
export const LayersIcon = (): JSX.Element => <Icon path="M10 3l7 4-7 4-7-4zM3 11l7 4 7-4" />;
