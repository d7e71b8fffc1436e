export type StopReason = 'ended' | 'expired' | 'removed' | 'forbidden' | 'refused';

/** 4500-4999 mean "stop"; everything else, the browser's own codes included, means "come back". */
export function stopReason(code: number): StopReason | null {
  if (code < 4500 || code > 4999) return null;
  switch (code) {
    case 4500:
      return 'ended';
    case 4501:
      return 'expired';
    case 4503:
      return 'removed';
    case 4504:
      return 'forbidden';
    default:
      return 'refused';
  }
}
