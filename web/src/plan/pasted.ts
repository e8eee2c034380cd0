import type { Address } from '../modes/address';

/** Calls `open` where a link that names the desk of the planner is put into a page that shows the map already. */
export function followLinks(page: Pick<Window, 'addEventListener'>, address: Pick<Address, 'state'>, open: () => void): void {
  page.addEventListener('hashchange', () => {
    if (address.state().plan !== undefined) { // the page has read it before
      open();
    }
  });
}
