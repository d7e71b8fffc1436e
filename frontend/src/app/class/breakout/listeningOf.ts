import { ask } from '@/shared/api/ask';
import type { LoginStore } from '@/shared/api/login';
import type { BreakoutModel } from '@/features/breakout/breakoutModel';
import { placeOf } from '@/features/breakout/places';
import { Listening } from '@/features/media/listening';
import type { MediaRoom } from '@/features/media/mediaRoom';

interface Where {
  media: MediaRoom;
  login: LoginStore;
  sessionId: string;
  /** The id of the person. */
  me: string;
}

const all = new WeakMap<BreakoutModel, Listening>();

/** How those who teach hear groups and speak into them from elsewhere: one as long as the groups are open. */
export function listeningOf(model: BreakoutModel, { media, login, sessionId, me }: Where): Listening {
  const known = all.get(model);
  if (known) return known;
  const listening = new Listening({
    ticket: (groupId, speak) => ask(login, 'POST', `sessions/${encodeURIComponent(sessionId)}/listen`, { groupId, speak }),
    devices: () => media.getSnapshot().local,
    here: () => placeOf(model.getSnapshot(), me)?.groupId ?? null,
  });
  all.set(model, listening);
  model.subscribe(() => listening.moved());
  model.onOver(() => listening.stop());
  model.onNews((news) => {
    if (news.type === 'breakout.closed') listening.stop();
  });
  return listening;
}
