/** The two looks of the page. The colours of the map are in map/look.json. */
export type Theme = 'light' | 'dark';
