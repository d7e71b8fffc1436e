import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/apiError';
import type { TokenAnswer } from '@/shared/api/types';
import { Loading } from '@/shared/ui/Loading';
import { LaunchPage } from '@/features/launch/LaunchPage';
import { CrashPage } from './ErrorBoundary';
import { ErrorPage } from './ErrorPage';
import { HomePage } from './HomePage';

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => <ErrorPage error={new ApiError(404, {})} />,
  errorComponent: CrashPage,
});

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage });
const launch = createRoute({ getParentRoute: () => root, path: '/launch', component: Launch });
const choose = createRoute({ getParentRoute: () => root, path: '/choose', component: lazyRouteComponent(() => import('./pages/ChoosePage'), 'ChoosePage') });
const classroom = createRoute({ getParentRoute: () => root, path: '/c/$classroomId', component: lazyRouteComponent(() => import('./ClassroomLayout'), 'ClassroomLayout') });
const lobby = createRoute({ getParentRoute: () => classroom, path: '/', component: lazyRouteComponent(() => import('./pages/LobbyPage'), 'LobbyPage') });
const people = createRoute({ getParentRoute: () => classroom, path: 'people', component: lazyRouteComponent(() => import('./pages/PeoplePage'), 'PeoplePage') });
const record = createRoute({ getParentRoute: () => classroom, path: 'people/$userId', component: lazyRouteComponent(() => import('./pages/RecordPage'), 'RecordPage') });
const session = createRoute({ getParentRoute: () => classroom, path: 's/$sessionId' });
const analytics = createRoute({ getParentRoute: () => classroom, path: 'analytics', component: lazyRouteComponent(() => import('./pages/AnalyticsPage'), 'AnalyticsPage') });
const live = createRoute({ getParentRoute: () => session, path: '/', component: lazyRouteComponent(() => import('./pages/ClassPage'), 'ClassPage') });
const report = createRoute({ getParentRoute: () => session, path: 'report', component: lazyRouteComponent(() => import('./pages/ReportPage'), 'ReportPage') });
const desk = createRoute({ getParentRoute: () => session, path: 'desk', component: lazyRouteComponent(() => import('./pages/DeskPage'), 'DeskPage') });

const admin = createRoute({ getParentRoute: () => root, path: '/admin', component: lazyRouteComponent(() => import('./AdminLayout'), 'AdminLayout') });
const platforms = createRoute({ getParentRoute: () => admin, path: '/', component: lazyRouteComponent(() => import('./pages/AdminPage'), 'AdminPage') });
const ledger = createRoute({ getParentRoute: () => admin, path: 'records', component: lazyRouteComponent(() => import('./pages/LedgerPage'), 'LedgerPage') });
const connect = createRoute({ getParentRoute: () => admin, path: 'connect/$lms', component: lazyRouteComponent(() => import('./pages/AdminConnectPage'), 'AdminConnectPage') });

/** Stands in an address for somebody whom Lectern doesn't know. */
const nobody = '-';

function Launch() {
  const navigate = useNavigate();
  const enter = useCallback(
    ({ page, about, classroomId }: TokenAnswer) => {
      if (page === 'choose') void navigate({ to: '/choose', replace: true });
      else if (page === 'record') void navigate({ to: '/c/$classroomId/people/$userId', params: { classroomId, userId: about || nobody }, replace: true });
      else void navigate({ to: '/c/$classroomId', params: { classroomId }, replace: true });
    },
    [navigate],
  );
  return <LaunchPage onEnter={enter} />;
}

function Pending() {
  const { t } = useTranslation();
  return <Loading page label={t('common.loading')} />;
}

export const router = createRouter({
  routeTree: root.addChildren([home, launch, choose, admin.addChildren([platforms, ledger, connect]), classroom.addChildren([lobby, people, record, analytics, session.addChildren([live, report, desk])])]),
  defaultPendingComponent: Pending,
  defaultPendingMs: 200,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
