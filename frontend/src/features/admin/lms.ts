import type { PlatformSetup } from './adminApi';

export const kinds = ['moodle', 'canvas', 'blackboard', 'brightspace', 'sakai'] as const;
export type Kind = (typeof kinds)[number];

export const kindNames: Record<Kind, string> = { moodle: 'Moodle', canvas: 'Canvas', blackboard: 'Blackboard', brightspace: 'Brightspace', sakai: 'Sakai' };

export function asKind(text: string): Kind {
  return kinds.find((kind) => kind === text) ?? 'moodle';
}

/** A field of the LMS's form, by its name there in English, and what to enter. */
export interface Entry {
  field: string;
  value: string;
}

const custom = (...lines: string[]): string => lines.join('\n');

/** With these an LMS tells of what a course and an activity are copies. */
const histories = ['context_id_history=$Context.id.history', 'resource_link_id_history=$ResourceLink.id.history'];

/** Everything that is entered in an LMS, in the order of its form. */
export function entries(kind: Kind, s: PlatformSetup): Entry[] {
  const yes = 'Yes';
  switch (kind) {
    case 'moodle':
      return [
        { field: 'Tool name', value: s.name },
        { field: 'Tool URL', value: s.launchUrl },
        { field: 'LTI version', value: 'LTI 1.3' },
        { field: 'Public key type', value: 'Keyset URL' },
        { field: 'Public keyset', value: s.jwksUrl },
        { field: 'Initiate login URL', value: s.loginUrl },
        { field: 'Redirection URI(s)', value: s.launchUrl },
        { field: 'Custom parameters', value: custom('groups=$Moodle.Person.userGroupIds', 'course_start=$CourseSection.timeFrame.begin', 'course_end=$CourseSection.timeFrame.end', 'context_id_history=$Context.id.history') },
        { field: 'Tool configuration usage', value: 'Show in activity chooser and as a preconfigured tool' },
        { field: 'Default launch container', value: 'New window' },
        { field: 'Supports Deep Linking (Content-Item Message)', value: yes },
        { field: 'Icon URL', value: s.logoUrl },
        { field: 'IMS LTI Assignment and Grade Services', value: 'Use this service for grade sync and column management' },
        { field: 'IMS LTI Names and Role Provisioning', value: "Use this service to retrieve members' information as per privacy settings" },
        { field: "Share launcher's name with tool", value: 'Always' },
        { field: 'Accept grades from the tool', value: 'Always' },
      ];
    case 'canvas':
      return [
        { field: 'Redirect URIs', value: s.launchUrl },
        { field: 'LTI 1.3 Configuration (Paste JSON)', value: canvasJSON(s) },
      ];
    case 'blackboard':
      return [
        { field: 'Application Name', value: s.name },
        { field: 'Domain(s)', value: s.domain },
        { field: 'My Integration supports LTI 1.3', value: yes },
        { field: 'Login Initiation URL', value: s.loginUrl },
        { field: 'Tool Redirect URL(s)', value: s.launchUrl },
        { field: 'Tool JWKS URL', value: s.jwksUrl },
        { field: 'Signing Algorithm', value: 'RS256' },
        { field: 'Target Link URI (placement)', value: s.launchUrl },
        { field: 'Tool Provider Custom Parameters', value: custom(...histories) },
      ];
    case 'brightspace':
      return [
        { field: 'Name', value: s.name },
        { field: 'Domain', value: `https://${s.domain}` },
        { field: 'Redirect URLs', value: s.launchUrl },
        { field: 'OpenID Connect Login URL', value: s.loginUrl },
        { field: 'Target Link URI', value: s.launchUrl },
        { field: 'Keyset URL', value: s.jwksUrl },
        { field: 'Extensions', value: 'Assignment and Grade Services, Deep Linking, Names and Role Provisioning Services' },
        { field: 'Roles', value: 'Send Context Roles' },
      ];
    case 'sakai':
      return [
        { field: 'Tool Title', value: s.name },
        { field: 'Launch URL', value: s.launchUrl },
        { field: 'LTI 1.3 Tool Keyset URL', value: s.jwksUrl },
        { field: 'LTI 1.3 Tool OpenID Connect/Initialization Endpoint', value: s.loginUrl },
        { field: 'LTI 1.3 Tool Redirect Endpoint(s)', value: s.launchUrl },
        { field: 'Send Names, Send Email Addresses', value: yes },
        { field: 'Allow the tool to create grade columns', value: yes },
        { field: 'Provide Roster to External Tool', value: yes },
        { field: 'Custom Parameters', value: custom(...histories) },
      ];
  }
}

/** The JSON that Canvas's developer keys take. */
export function canvasJSON(s: PlatformSetup): string {
  const placement = (name: string, type: string) => ({ placement: name, message_type: type, target_link_uri: s.launchUrl, text: s.name, icon_url: s.logoUrl });
  return JSON.stringify(
    {
      title: s.name,
      description: s.name,
      target_link_uri: s.launchUrl,
      oidc_initiation_url: s.loginUrl,
      public_jwk_url: s.jwksUrl,
      scopes: s.scopes,
      custom_fields: { groups: '$Canvas.group.contextIds', course_start: '$Canvas.course.startAt', course_end: '$Canvas.course.endAt', locale: '$Message.locale', context_id_history: '$Canvas.course.previousContextIds.recursive' },
      extensions: [
        {
          platform: 'canvas.instructure.com',
          privacy_level: 'public',
          settings: {
            placements: [placement('course_navigation', 'LtiResourceLinkRequest'), placement('assignment_selection', 'LtiDeepLinkingRequest'), placement('link_selection', 'LtiDeepLinkingRequest')],
          },
        },
      ],
    },
    null,
    2,
  );
}

export interface Addresses {
  issuer: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  tokenAudience: string;
}

/** The addresses that an LMS of a kind has as it is installed; to be compared with what it shows. */
export function addressesOf(kind: Kind, base: string, clientId: string): Addresses {
  const at = base.trim().replace(/\/+$/, '');
  const none = { issuer: '', authUrl: '', tokenUrl: '', jwksUrl: '', tokenAudience: '' };
  switch (kind) {
    case 'moodle':
      return at ? { ...none, issuer: at, authUrl: `${at}/mod/lti/auth.php`, tokenUrl: `${at}/mod/lti/token.php`, jwksUrl: `${at}/mod/lti/certs.php` } : none;
    case 'canvas': {
      const hosted = at === '' || /\.instructure\.com$/.test(at);
      const host = hosted ? 'https://sso.canvaslms.com' : at;
      const issuer = hosted ? 'https://canvas.instructure.com' : at;
      return { ...none, issuer, authUrl: `${host}/api/lti/authorize_redirect`, tokenUrl: `${host}/login/oauth2/token`, jwksUrl: `${host}/api/lti/security/jwks` };
    }
    case 'blackboard': {
      const gateway = 'https://developer.blackboard.com/api/v1';
      const jwksUrl = clientId ? `${gateway}/management/applications/${encodeURIComponent(clientId)}/jwks.json` : '';
      return { ...none, issuer: 'https://blackboard.com', authUrl: `${gateway}/gateway/oidcauth`, tokenUrl: `${gateway}/gateway/oauth2/jwttoken`, jwksUrl };
    }
    case 'brightspace':
      return at
        ? { issuer: at, authUrl: `${at}/d2l/lti/authenticate`, tokenUrl: 'https://auth.brightspace.com/core/connect/token', jwksUrl: `${at}/d2l/.well-known/jwks`, tokenAudience: 'https://api.brightspace.com/auth/token' }
        : none;
    case 'sakai':
      return at ? { ...none, issuer: at, authUrl: `${at}/imsoidc/lti13/oidc_auth`, tokenUrl: `${at}/imsblis/lti13/token/${encodeURIComponent(clientId || '1')}`, jwksUrl: `${at}/imsblis/lti13/keyset` } : none;
  }
}
