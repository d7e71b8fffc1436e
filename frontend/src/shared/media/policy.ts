export type Feature = 'camera' | 'microphone' | 'display-capture' | 'screen-wake-lock' | 'speaker-selection';

interface FeaturePolicy {
  allowsFeature(name: string): boolean;
}

function isPolicy(value: unknown): value is FeaturePolicy {
  return typeof value === 'object' && value !== null && 'allowsFeature' in value && typeof value.allowsFeature === 'function';
}

export function isFramed(view: Window = window): boolean {
  try {
    return view.self !== view.top;
  } catch {
    return true;
  }
}

/**
 * Whether the page around us hands on a permission. Where the browser can't tell
 * (Firefox, Safari), a framed page is taken as allowed for camera and microphone
 * and the attempt itself decides.
 */
export function pageAllows(feature: Feature, doc: Document = document): boolean {
  const policy: unknown = 'featurePolicy' in doc ? doc.featurePolicy : undefined;
  if (isPolicy(policy)) return policy.allowsFeature(feature);
  return feature === 'camera' || feature === 'microphone' || !isFramed();
}

export function mediaSupported(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === 'function';
}

export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function' && pageAllows('display-capture');
}

export function rtcSupported(): boolean {
  return typeof RTCPeerConnection === 'function' && typeof WebSocket === 'function';
}
