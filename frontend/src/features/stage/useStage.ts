import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { assertNever } from '@/shared/assertNever';
import { useFeedback } from '@/shared/ui/feedback';
import { looksAtStage, type StageModel, type StageNews, type StageState } from './stageModel';
import type { StageLayout, StageThing } from './wire';

export function useStageState(model: StageModel): StageState {
  return useSyncExternalStore(model.subscribe, model.getSnapshot);
}

/** What the class page has to show because of the stage: whom large, and how the others; null where the person looks around. */
export function useFollowed(model: StageModel): { spotlight: string | null; layout: StageLayout | null } {
  const state = useStageState(model);
  if (!state.ready || !(state.own === null ? state.follow : state.own === 'stage')) return { spotlight: null, layout: null };
  const spotlight = state.thing.kind === 'person' && looksAtStage(state) ? state.thing.id : null;
  return { spotlight, layout: state.layout };
}

/** What the thing on the stage is called. */
export function useThingName(nameOf: (userId: string) => string): (thing: StageThing) => string {
  const { t } = useTranslation();
  return ({ kind, id }) => {
    switch (kind) {
      case 'person':
        return nameOf(id);
      case 'screen':
        return t('stage.screenOf', { name: nameOf(id) });
      case 'poll':
        return t('stage.poll');
      case 'board':
        return t('stage.board');
      case 'notes':
        return t('stage.notes');
      case 'none':
        return t('stage.nothing');
      default:
        return assertNever(kind);
    }
  };
}

/** Says what is put on the stage, to everybody but whoever did it. */
export function useStageNews(model: StageModel, me: { userId: string; role: Role }, nameOf: (userId: string) => string): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const called = useThingName(nameOf);
  const tell = useEffectEvent((news: StageNews) => {
    if (model.getSnapshot().elsewhere) return;
    if (news.type === 'follow') {
      announcer.say(news.follow ? t('stage.followsNow') : t('stage.freeNow'));
      return;
    }
    if (news.by === me.userId) return;
    if (news.thing.kind === 'none') announcer.say(t('stage.cleared'));
    else if (news.thing.id === me.userId) announcer.say(t('stage.youAreOn'));
    else announcer.say(t('stage.nowOn', { what: called(news.thing) }));
  });
  useEffect(() => model.onNews((news) => tell(news)), [model]);
}
