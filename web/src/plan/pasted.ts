import type { Address } from '../modes/address';

/** Calls `open` where a link that names the desk of the planner is put into a page that shows the map already. */
export function followLinks(page: Pick<Window, 'addEventListener'>, address: Pick<Address, 'state'>, open: () => void): void {
  const follow = (): void => {
    if (address.state().plan !== undefined) { // the page has read it before
      open();
    }
  };
  page.addEventListener('hashchange', follow);
  follow(); // one may have come since the map was painted
}
