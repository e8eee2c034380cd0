import { fetchWords } from './text';

// Tests speak both languages.
await Promise.all([fetchWords('zh'), fetchWords('en')]);
