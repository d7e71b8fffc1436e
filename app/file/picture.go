package file

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/lectern-classroom/lectern/app"
)

// maxPixels is how large a picture may be once it is decoded: a small file can hold one that fills a browser's memory.
const maxPixels = 40_000_000

var errHeader = errors.New("the picture's header isn't whole")

// measure returns the size of a picture in pixels, by its header alone.
func measure(b spooled, kind string) (width, height int, err error) {
	if _, err := b.Seek(0, io.SeekStart); err != nil {
		return 0, 0, fmt.Errorf("read a spooled upload: %w", err)
	}
	switch kind {
	case "image/png":
		c, e := png.DecodeConfig(b)
		width, height, err = c.Width, c.Height, e
	case "image/jpeg":
		c, e := jpeg.DecodeConfig(b)
		width, height, err = c.Width, c.Height, e
	case "image/gif":
		c, e := gif.DecodeConfig(b)
		width, height, err = c.Width, c.Height, e
	default:
		head := make([]byte, 30)
		n, _ := io.ReadFull(b, head) // a head that is too short is refused below
		width, height, err = webp(head[:n])
	}
	switch {
	case err != nil || width <= 0 || height <= 0:
		return 0, 0, &app.Error{Code: app.CodeInvalid, Message: "The picture is damaged.", Err: err}
	case int64(width)*int64(height) > maxPixels:
		return 0, 0, app.Errorf(app.CodeInvalid, "The picture has more than 40 megapixels. Please make it smaller.")
	}
	return width, height, nil
}

// webp reads the size from the first chunk of a WebP picture (RFC 9649 §2.5-2.7).
func webp(head []byte) (width, height int, err error) {
	if len(head) < 30 {
		return 0, 0, errHeader
	}
	data := head[20:]
	switch string(head[12:16]) {
	case "VP8X":
		return 1 + uint24(data[4:]), 1 + uint24(data[7:]), nil
	case "VP8 ":
		if data[3] != 0x9d || data[4] != 0x01 || data[5] != 0x2a { // RFC 6386 §9.1
			return 0, 0, errHeader
		}
		return int(binary.LittleEndian.Uint16(data[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(data[8:]) & 0x3fff), nil
	case "VP8L":
		if data[0] != 0x2f {
			return 0, 0, errHeader
		}
		bits := binary.LittleEndian.Uint32(data[1:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff), nil
	}
	return 0, 0, errHeader
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
