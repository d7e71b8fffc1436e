import '@fontsource-variable/inter/wght.css';
import './shared/ui/tokens.css';
import './shared/ui/base.css';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { Providers } from './app/Providers';
import { router } from './app/router';
import { ApiClient } from './shared/api/client';
import { LoginStore } from './shared/api/login';
import { keepRenewed } from './shared/api/renewal';
import { initI18n } from './shared/i18n/i18n';
import { Announcer } from './shared/ui/announcer';
import { Notices } from './shared/ui/notices';
import { restoreReading } from './shared/ui/reading';

async function start(element: HTMLElement): Promise<void> {
  const login = new LoginStore();
  const api = new ApiClient(login);
  const i18n = await initI18n(login.getSnapshot().answer?.locale ?? null);
  keepRenewed(login, api);
  restoreReading();
  const feedback = {
    announcer: new Announcer((count, latest) => i18n.t('common.updates', { count, latest })),
    notices: new Notices(),
  };
  createRoot(element).render(
    <Providers services={{ api, login }} feedback={feedback}>
      <RouterProvider router={router} />
    </Providers>,
  );
}

const element = document.getElementById('root');
if (element) void start(element);
