import type { JSX } from 'preact';

import type { Swatch } from '../model/legend';

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
export const ListIcon = (): JSX.Element => <Icon path="M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01" />;
export const SearchIcon = (): JSX.Element => <Icon path="M9 3.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11zM13.2 13.2L17 17" />;
export const BackIcon = (): JSX.Element => <Icon path="M11.5 4.5L6 10l5.5 5.5M6.5 10H16" />;
export const LinkIcon = (): JSX.Element => (
  <Icon path="M8.5 11.5a3 3 0 0 0 4.3 0l2.8-2.8a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.8 2.8a3 3 0 0 0 4.3 4.3l1-1" />
);
export const HelpIcon = (): JSX.Element => <Icon path="M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.6v.01M10 2a8 8 0 1 1 0 16a8 8 0 0 1 0-16z" />;
export const MoreIcon = (): JSX.Element => <Icon path="M4.5 10h.01M10 10h.01M15.5 10h.01" />;
export const AreaIcon = (): JSX.Element => <Icon path="M4 5.5l5-2 7 2.5-1 8.5-6 2-5.5-3z" />;
export const BuildingIcon = (): JSX.Element => <Icon path="M5 17V4h7v13M12 8h4v9M3 17h14M7.5 7h2M7.5 10h2M7.5 13h2" />;
export const PinIcon = (): JSX.Element => <Icon path="M10 17.5c3.5-4 5.3-6.7 5.3-9.2a5.3 5.3 0 0 0-10.6 0c0 2.5 1.8 5.2 5.3 9.2zM10 6.5a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4z" />;
export const TargetIcon = (): JSX.Element => <Icon path="M10 4.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11zM10 2v4M10 14v4M2 10h4M14 10h4" />;
export const ClockIcon = (): JSX.Element => <Icon path="M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM10 6v4.2l2.8 1.8" />;
export const AcrossIcon = (): JSX.Element => <Icon path="M3 10h13M12 5.5l4.5 4.5-4.5 4.5M7 3v3M7 14v3" />;
export const ChevronIcon = (): JSX.Element => <Icon path="M7.5 4.5L13 10l-5.5 5.5" />;

/** The sign of a kind of places, as the map draws it; a pin for one that the map does not draw. */
export function PlaceSign({ swatch }: { readonly swatch: Swatch | undefined }): JSX.Element {
  if (swatch?.kind !== 'icon') {
    return <PinIcon />;
  }
  const { path, plate, colour, other } = swatch.icon;
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      {plate === 'disc' && <circle cx="12" cy="12" r="12" fill={colour} />}
      {plate === 'square' && <rect width="24" height="24" rx="5" fill={colour} />}
      {plate === 'none'
        ? <path d={path} fill={colour} stroke={other} stroke-width="1.5" paint-order="stroke" />
        : <path d={path} fill={other} transform="translate(4.2 4.2) scale(0.65)" />}
    </svg>
  );
}
