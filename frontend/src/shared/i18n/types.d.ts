import 'i18next';
import type admin from './admin/en.json';
import type after from './after/en.json';
import type analytics from './analytics/en.json';
import type breakout from './breakout/en.json';
import type en from './en.json';
import type forward from './forward/en.json';
import type link from './link/en.json';
import type roster from './roster/en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en; admin: typeof admin; after: typeof after; breakout: typeof breakout; forward: typeof forward; analytics: typeof analytics; link: typeof link; roster: typeof roster };
    returnNull: false;
  }
}
