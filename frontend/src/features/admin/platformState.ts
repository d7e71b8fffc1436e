import type { Platform } from './adminApi';

export type PlatformState = 'working' | 'new' | 'attention' | 'noDeployment';

/** What matters most about an LMS. */
export function stateOf(platform: Platform): PlatformState {
  if (platform.deployments.length === 0) return 'noDeployment';
  if (platform.lastFailure?.current) return 'attention';
  return platform.lastLaunchAt ? 'working' : 'new';
}
