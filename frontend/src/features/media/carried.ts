import { Track, type LocalTrack, type Room, type TrackPublishOptions } from 'livekit-client';

const sources = [Track.Source.Microphone, Track.Source.Camera, Track.Source.ScreenShare, Track.Source.ScreenShareAudio] as const;

/** A track between two rooms. */
export class Carried {
  readonly track: LocalTrack;
  private readonly options: TrackPublishOptions;

  constructor(track: LocalTrack, options: TrackPublishOptions) {
    this.track = track;
    this.options = options;
  }

  get isMuted(): boolean {
    return this.track.isMuted;
  }

  /** Sends it in a room, as it is. One that isn't taken there ends, while that is still the room. */
  async send(room: Room, here: () => boolean): Promise<void> {
    const { track } = this;
    try {
      const muted = track.isMuted;
      await room.localParticipant.publishTrack(track, { ...this.options });
      if (track.isMuted === muted) return;
      // Switched while it was on its way: the room was told of the state from before.
      await room.localParticipant.unpublishTrack(track, false);
      await room.localParticipant.publishTrack(track, { ...this.options });
    } catch {
      if (here()) track.stop();
    }
  }
}

export type Load = ReadonlyMap<Track.Source, Carried>;

/**
 * What is sent in a room, to go on elsewhere: the very tracks, so that no device is opened anew. A muted microphone goes
 * along, to be heard at once when it is unmuted; a camera that is off has no picture to bring.
 */
export function takeFrom(room: Room): Load {
  const load = new Map<Track.Source, Carried>();
  for (const source of sources) {
    const publication = room.localParticipant.getTrackPublication(source);
    const track = publication?.track;
    if (!publication || !track || track.mediaStreamTrack.readyState === 'ended') continue;
    if (publication.isMuted && source !== Track.Source.Microphone) track.stop();
    else load.set(source, new Carried(track, publication.options ?? {}));
  }
  return load;
}
