package upload

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Image is a picture that can be put on pages of the session.
type Image struct {
	FileID app.FileID `json:"fileId"`
	Width  int        `json:"width"`
	Height int        `json:"height"`
}

type imageRow struct {
	ID        string `gorm:"primaryKey"`
	SessionID string
	UserID    string
	Type      string
	Size      int64
	Width     int
	Height    int
	CreatedMs int64
}

func (imageRow) TableName() string { return "board_images" }

// AddImage keeps a picture of somebody who may write a page of the session. What it is is decided by its bytes.
func (s *Service) AddImage(ctx context.Context, session app.SessionID, user app.UserID, body io.Reader) (Image, error) {
	if err := s.allowance.Take(user); err != nil {
		return Image{}, err
	}
	f, bytes, free, err := s.spool(body, "picture", MaxImage)
	if err != nil {
		return Image{}, err
	}
	defer free()
	if !strings.HasPrefix(f.Type, "image/") {
		return Image{}, app.Errorf(app.CodeInvalid, "Only PNG, JPEG, WebP and GIF pictures can be put on a page.")
	}
	row := imageRow{ID: app.NewID(), SessionID: string(session), UserID: string(user), Type: f.Type, Size: bytes.Size, Width: f.Width, Height: f.Height, CreatedMs: store.Millis(s.Clock())}
	err = s.keepKnown(ctx, session, imageBlob(app.FileID(row.ID)), row.Size, bytes, func(ctx context.Context) error {
		if err := s.roomFor(ctx, session, row.Size); err != nil {
			return err
		}
		if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
			return fmt.Errorf("keep a picture: %w", err)
		}
		return nil
	})
	return Image{FileID: app.FileID(row.ID), Width: row.Width, Height: row.Height}, err
}

// Image returns a picture that pages of the session may show; app.ErrNotFound where there is none.
func (s *Service) Image(ctx context.Context, session app.SessionID, id app.FileID) (Content, error) {
	var row imageRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ?", id))
	if err == nil && row.SessionID != string(session) {
		var used bool
		if used, err = s.uses(ctx, session, row.ID); err == nil && !used {
			err = app.ErrNotFound
		}
	}
	return Content{blob: imageBlob(id), Name: "picture", Type: row.Type, Size: row.Size}, err
}
