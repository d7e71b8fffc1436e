import { describe, expect, it } from 'vitest';
import type { Platform, PlatformSetup } from './adminApi';
import { AdminLoginStore, decodeAdminLogin } from './adminLogin';
import { decodeStep, doctorSteps, stepUnderWay, wrongSteps, type DoctorStep } from './doctor';
import { addressesOf, asKind, canvasJSON, entries, kinds } from './lms';
import { fieldsOf, noFields, readFields } from './platformForm';
import { stateOf } from './platformState';

const setup: PlatformSetup = {
  name: 'Lectern',
  loginUrl: 'https://class.example/lti/login',
  launchUrl: 'https://class.example/lti/launch',
  jwksUrl: 'https://class.example/lti/jwks',
  logoUrl: 'https://class.example/logo.svg',
  domain: 'class.example',
  scopes: ['a', 'b'],
  private: false,
};

const platform: Platform = {
  id: '1', name: 'Moodle', issuer: 'https://moodle.example', clientId: 'c', authUrl: 'https://moodle.example/a', tokenUrl: 'https://moodle.example/t', jwksUrl: 'https://moodle.example/j',
  tokenAudience: '', deployments: ['1', '2'], product: 'Moodle', createdAt: null, classrooms: 0, lastLaunchAt: null, lastDeepLinkAt: null, lastTokenAt: null, lastFailure: null,
};

describe('what is entered in an LMS', () => {
  it.each(kinds)('has the three addresses for %s', (kind) => {
    const text = JSON.stringify(entries(kind, setup));
    for (const url of [setup.loginUrl, setup.launchUrl, setup.jwksUrl]) expect(text).toContain(url);
  });

  it('is JSON for Canvas', () => {
    const parsed: unknown = JSON.parse(canvasJSON(setup));
    expect(parsed).toMatchObject({ oidc_initiation_url: setup.loginUrl, public_jwk_url: setup.jwksUrl, scopes: ['a', 'b'] });
  });

  it('takes an unknown kind for Moodle', () => {
    expect(asKind('canvas')).toBe('canvas');
    expect(asKind('../evil')).toBe('moodle');
  });
});

describe('the addresses of an LMS', () => {
  it('follow its own, without a slash twice', () => {
    expect(addressesOf('moodle', 'https://moodle.example/', '')).toMatchObject({ issuer: 'https://moodle.example', tokenUrl: 'https://moodle.example/mod/lti/token.php' });
    expect(addressesOf('moodle', ' ', '').issuer).toBe('');
    expect(addressesOf('brightspace', 'https://bs.example', '').tokenAudience).not.toBe('');
  });

  it('are those of the makers where they host it', () => {
    expect(addressesOf('canvas', '', '').issuer).toBe('https://canvas.instructure.com');
    expect(addressesOf('canvas', 'https://school.instructure.com', '').issuer).toBe('https://canvas.instructure.com');
    expect(addressesOf('canvas', 'https://canvas.school.example', '').authUrl).toBe('https://canvas.school.example/api/lti/authorize_redirect');
    expect(addressesOf('blackboard', '', 'a b').jwksUrl).toContain('a%20b');
  });
});

describe('the form', () => {
  it('reads what a card has', () => {
    const { input, problems } = readFields(fieldsOf(platform));
    expect(problems).toEqual([]);
    expect(input.deployments).toEqual(['1', '2']);
  });

  it('names every field that is missing', () => {
    expect(readFields(noFields).problems).toEqual(['name', 'issuer', 'authUrl', 'tokenUrl', 'jwksUrl', 'clientId', 'deployments']);
  });

  it.each([
    ['issuer', 'moodle.example'],
    ['authUrl', 'javascript:alert(1)'],
    ['tokenUrl', 'https://user:secret@moodle.example'],
    ['jwksUrl', 'https://moodle.example/#x'],
    ['clientId', 'ü'],
    ['deployments', '1\n1'],
    ['tokenAudience', 'two words'],
  ] as const)('refuses %s %s', (field, value) => {
    expect(readFields({ ...fieldsOf(platform), [field]: value }).problems).toEqual([field]);
  });
});

describe('a card', () => {
  const failure = { at: '2026-11-26T08:00:00Z', code: 'busy', message: '', mend: '', detail: '', current: true };
  it('says what matters most', () => {
    expect(stateOf(platform)).toBe('new');
    expect(stateOf({ ...platform, lastLaunchAt: '2026-11-26T08:00:00Z' })).toBe('working');
    expect(stateOf({ ...platform, lastLaunchAt: '2026-11-26T08:00:00Z', lastFailure: failure })).toBe('attention');
    expect(stateOf({ ...platform, lastLaunchAt: '2026-11-26T08:00:00Z', lastFailure: { ...failure, current: false } })).toBe('working');
    expect(stateOf({ ...platform, deployments: [], lastFailure: failure })).toBe('noDeployment');
  });
});

describe('the walk', () => {
  const step: DoctorStep = { step: 'our_keys', verdict: 'ok', code: '', detail: '' };
  it('reads lines and leaves what it does not know', () => {
    expect(decodeStep(JSON.stringify({ ...step, message: 'x' }))).toEqual(step);
    expect(decodeStep(JSON.stringify({ ...step, step: 'newer' }))).toBeNull();
    expect(decodeStep('{')).toBeNull();
  });

  it('says where it is', () => {
    expect(stepUnderWay({ state: 'running', steps: [step] })).toBe('their_keys');
    expect(stepUnderWay({ state: 'done', steps: [step] })).toBeNull();
    expect(stepUnderWay({ state: 'running', steps: doctorSteps.map((name) => ({ ...step, step: name })) })).toBeNull();
    expect(wrongSteps({ state: 'done', steps: [step, { ...step, verdict: 'fail' }, { ...step, verdict: 'skip' }] })).toBe(1);
  });
});

describe('the login', () => {
  const memory = () => {
    const kept = new Map<string, string>();
    return { get: (key: string) => kept.get(key) ?? null, set: (key: string, value: string) => void kept.set(key, value), remove: (key: string) => void kept.delete(key) };
  };
  it('is kept in the tab until it ends', () => {
    const store = memory();
    const login = new AdminLoginStore(store);
    login.save({ token: 't', expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(new AdminLoginStore(store).getSnapshot()?.token).toBe('t');
    login.save({ token: 't', expiresAt: new Date(Date.now() - 60_000).toISOString() });
    expect(new AdminLoginStore(store).getSnapshot()).toBeNull();
    login.clear();
    expect(store.get('lectern.admin')).toBeNull();
    expect(decodeAdminLogin({ token: '' })).toBeNull();
  });
});
