import type { Platform, PlatformInput } from './adminApi';

export interface PlatformFields {
  name: string;
  issuer: string;
  clientId: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  tokenAudience: string;
  /** One a line. */
  deployments: string;
}

export const noFields: PlatformFields = { name: '', issuer: '', clientId: '', authUrl: '', tokenUrl: '', jwksUrl: '', tokenAudience: '', deployments: '' };

export type FieldName = keyof PlatformFields;

export function fieldsOf(platform: Platform): PlatformFields {
  const { name, issuer, clientId, authUrl, tokenUrl, jwksUrl, tokenAudience } = platform;
  return { name, issuer, clientId, authUrl, tokenUrl, jwksUrl, tokenAudience, deployments: platform.deployments.join('\n') };
}

function isAddress(text: string): boolean {
  try {
    const url = new URL(text);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.hash === '';
  } catch {
    return false;
  }
}

/** An id as launches carry it: at most 255 printable ASCII characters. */
const isId = (text: string) => /^[\x20-\x7e]{1,255}$/.test(text);

/** What the form holds, or the fields that can't be right. */
export function readFields(fields: PlatformFields): { input: Omit<PlatformInput, 'product'>; problems: FieldName[] } {
  const deployments = fields.deployments.split(/[\n,]/).map((line) => line.trim()).filter(Boolean);
  const input = {
    name: fields.name.trim(),
    issuer: fields.issuer.trim(),
    clientId: fields.clientId.trim(),
    authUrl: fields.authUrl.trim(),
    tokenUrl: fields.tokenUrl.trim(),
    jwksUrl: fields.jwksUrl.trim(),
    tokenAudience: fields.tokenAudience.trim(),
    deployments,
  };
  const problems: FieldName[] = [];
  if (input.name === '') problems.push('name');
  for (const field of ['issuer', 'authUrl', 'tokenUrl', 'jwksUrl'] as const) if (!isAddress(input[field])) problems.push(field);
  if (!isId(input.clientId)) problems.push('clientId');
  if (deployments.length === 0 || new Set(deployments).size < deployments.length || !deployments.every(isId)) problems.push('deployments');
  if (/\s/.test(input.tokenAudience)) problems.push('tokenAudience');
  return { input, problems };
}
