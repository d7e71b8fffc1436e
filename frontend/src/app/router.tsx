import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/apiError';
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
const classroom = createRoute({ getParentRoute: () => root, path: '/c/$classroomId', component: lazyRouteComponent(() => import('./ClassroomLayout'), 'ClassroomLayout') });
const lobby = createRoute({ getParentRoute: () => classroom, path: '/', component: lazyRouteComponent(() => import('./pages/LobbyPage'), 'LobbyPage') });
const session = createRoute({ getParentRoute: () => classroom, path: 's/$sessionId' });
const live = createRoute({ getParentRoute: () => session, path: '/', component: lazyRouteComponent(() => import('./pages/ClassPage'), 'ClassPage') });
const report = createRoute({ getParentRoute: () => session, path: 'report', component: lazyRouteComponent(() => import('./pages/ReportPage'), 'ReportPage') });
const desk = createRoute({ getParentRoute: () => session, path: 'desk', component: lazyRouteComponent(() => import('./pages/DeskPage'), 'DeskPage') });

const admin = createRoute({ getParentRoute: () => root, path: '/admin', component: lazyRouteComponent(() => import('./AdminLayout'), 'AdminLayout') });
const platforms = createRoute({ getParentRoute: () => admin, path: '/', component: lazyRouteComponent(() => import('./pages/AdminPage'), 'AdminPage') });
const connect = createRoute({ getParentRoute: () => admin, path: 'connect/$lms', component: lazyRouteComponent(() => import('./pages/AdminConnectPage'), 'AdminConnectPage') });

function Launch() {
  const navigate = useNavigate();
  const enter = useCallback((classroomId: string) => void navigate({ to: '/c/$classroomId', params: { classroomId }, replace: true }), [navigate]);
  return <LaunchPage onEnter={enter} />;
}

function Pending() {
  const { t } = useTranslation();
  return <Loading page label={t('common.loading')} />;
}

export const router = createRouter({
  routeTree: root.addChildren([home, launch, admin.addChildren([platforms, connect]), classroom.addChildren([lobby, session.addChildren([live, report, desk])])]),
  defaultPendingComponent: Pending,
  defaultPendingMs: 200,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
