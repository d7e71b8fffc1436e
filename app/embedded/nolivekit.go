//go:build nolivekit

package embedded

import (
	"context"
	"errors"
)

// LiveKit is what this build doesn't have: that of images, whose deployments have a media server of their own, does
// without the code of one.
type LiveKit struct{}

func (*World) startLiveKit(context.Context, string) error {
	return errors.New("LECTERN_LIVEKIT_URL: read nothing, expected the address of a LiveKit server; this build has none in it")
}
