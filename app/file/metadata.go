package file

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
)

// piece is a part of a picture that is kept: a range of what came, or bytes in place of something longer.
type piece struct {
	at, size int64
	instead  []byte
}

var errDamaged = errors.New("the picture's parts aren't whole")

// forget takes out of a picture what it says beside its pixels and colours: where and when it was taken, with whose
// camera, with which words, and whatever is hung behind its end. How a photograph is to be turned stays. What is left is
// never longer; its size in bytes is returned. Pictures of other kinds, GIF among them, stay as they are.
func forget(f *os.File, size int64, kind string) (int64, error) {
	var kept []piece
	var err error
	switch kind {
	case "image/jpeg":
		kept, err = jpegPieces(f, size)
	case "image/png":
		kept, err = pngPieces(f, size)
	case "image/webp":
		kept, err = webpPieces(f, size)
	default:
		return size, nil
	}
	if errors.Is(err, errDamaged) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, &app.Error{Code: app.CodeInvalid, Message: "The picture is damaged.", Err: err}
	}
	if err == nil {
		size, err = rewrite(f, kept)
	}
	if err != nil {
		return 0, fmt.Errorf("take metadata out of a picture: %w", err)
	}
	return size, nil
}

// rewrite moves the pieces together. None moves backwards over what is still to be read.
func rewrite(f *os.File, kept []piece) (int64, error) {
	end := int64(0)
	for _, p := range kept {
		switch {
		case p.instead != nil:
			if _, err := f.WriteAt(p.instead, end); err != nil {
				return 0, err
			}
			end += int64(len(p.instead))
		case p.at == end:
			end += p.size
		default:
			n, err := io.Copy(io.NewOffsetWriter(f, end), io.NewSectionReader(f, p.at, p.size))
			if err != nil {
				return 0, err
			}
			end += n
		}
	}
	return end, f.Truncate(end)
}

// keep adds a range, to the last one where it follows it.
func keep(kept []piece, at, size int64) []piece {
	if n := len(kept) - 1; n >= 0 && kept[n].instead == nil && kept[n].at+kept[n].size == at {
		kept[n].size += size
		return kept
	}
	return append(kept, piece{at: at, size: size})
}

// counted reads and knows where it is.
type counted struct {
	*bufio.Reader
	at int64
}

func count(f io.ReaderAt, size int64) *counted {
	return &counted{Reader: bufio.NewReaderSize(io.NewSectionReader(f, 0, size), 64<<10)}
}

func (c *counted) take(b []byte) error {
	n, err := io.ReadFull(c.Reader, b)
	c.at += int64(n)
	return err
}

func (c *counted) skip(n int64) error {
	got, err := io.CopyN(io.Discard, c.Reader, n)
	c.at += got
	return err
}

// Markers of JPEG (ITU-T T.81 table B.1).
const (
	jpegStart, jpegEnd, jpegScan, jpegComment = 0xd8, 0xd9, 0xda, 0xfe
	jpegApp0, jpegApp1, jpegApp2, jpegApp15   = 0xe0, 0xe1, 0xe2, 0xef
	jpegAppAdobe                              = 0xee
)

// jpegPieces keeps the segments that make the picture and its colours, up to the end of the first image.
func jpegPieces(f io.ReaderAt, size int64) ([]piece, error) {
	c := count(f, size)
	kept, turned := []piece{{at: 0, size: 2}}, false
	if err := c.skip(2); err != nil {
		return nil, err
	}
	for {
		begin := c.at
		marker, err := c.marker()
		switch {
		case errors.Is(err, io.EOF) && len(kept) > 1: // cut off: browsers show what there is
			return keep(kept, begin, size-begin), nil
		case err != nil:
			return nil, err
		case marker == jpegEnd:
			return keep(kept, begin, c.at-begin), nil
		case marker == jpegStart || marker < 0xc0:
			return nil, errDamaged
		}
		head, err := c.segment()
		if err != nil {
			return nil, err
		}
		switch {
		case keepsSegment(marker, head):
			kept = keep(kept, begin, c.at-begin)
		case marker == jpegApp1 && !turned:
			if o := orientation(head); o > 1 {
				kept, turned = append(kept, piece{instead: turn(o)}), true
			}
		}
		if marker == jpegScan {
			from := c.at
			if err := c.scan(); err != nil {
				return keep(kept, from, size-from), nil // as above
			}
			kept = keep(kept, from, c.at-from)
		}
	}
}

// marker reads the next marker, with bytes of filling before it.
func (c *counted) marker() (byte, error) {
	var b [1]byte
	if err := c.take(b[:]); err != nil {
		return 0, err
	}
	if b[0] != 0xff {
		return 0, errDamaged
	}
	for b[0] == 0xff {
		if err := c.take(b[:]); err != nil {
			return 0, err
		}
	}
	return b[0], nil
}

// segment passes a segment and returns what it begins with.
func (c *counted) segment() ([]byte, error) {
	var length [2]byte
	if err := c.take(length[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(length[:])) - 2
	if n < 0 {
		return nil, errDamaged
	}
	body := make([]byte, n)
	return body, c.take(body)
}

// scan passes the data of a scan, and stands before the marker that ends it.
func (c *counted) scan() error {
	for {
		b, err := c.Peek(2)
		if err != nil {
			return err
		}
		step := 1
		if b[0] == 0xff {
			if b[1] != 0 && b[1] != 0xff && (b[1] < 0xd0 || b[1] > 0xd7) {
				return nil
			}
			if b[1] != 0xff {
				step = 2
			}
		}
		if _, err := c.Discard(step); err != nil {
			return err
		}
		c.at += int64(step)
	}
}

// keepsSegment says whether a segment is of the picture and its colours.
func keepsSegment(marker byte, body []byte) bool {
	switch {
	case marker == jpegApp0:
		return bytes.HasPrefix(body, []byte("JFIF\x00"))
	case marker == jpegApp2:
		return bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
	case marker == jpegAppAdobe:
		return bytes.HasPrefix(body, []byte("Adobe"))
	}
	return marker != jpegComment && (marker < jpegApp0 || marker > jpegApp15)
}

const exifHead = "Exif\x00\x00"

// orientation reads how a photograph is to be turned (Exif 2.32 §4.6.4, tag 0x0112): 1 to 8, or 0 where it isn't told.
func orientation(body []byte) uint16 {
	tiff, is := bytes.CutPrefix(body, []byte(exifHead))
	if !is || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entries) >= 12; n-- {
		if o := order.Uint16(entries[8:]); order.Uint16(entries) == 0x0112 && o >= 1 && o <= 8 {
			return o
		}
		entries = entries[12:]
	}
	return 0
}

// turn is a segment that says how the photograph is to be turned, and nothing else: 36 bytes, which any that says it has.
func turn(o uint16) []byte {
	b := append([]byte{0xff, jpegApp1, 0, 34}, exifHead+"MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"...)
	b = binary.BigEndian.AppendUint16(b, o)
	return append(b, 0, 0, 0, 0, 0, 0)
}

// pngChunks are kept: those of the picture, its colours and its animation (PNG 3rd edition §11).
var pngChunks = strings.Fields("IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT")

func pngPieces(f io.ReaderAt, size int64) ([]piece, error) {
	c := count(f, size)
	kept := []piece{{at: 0, size: 8}}
	if err := c.skip(8); err != nil {
		return nil, err
	}
	for {
		begin := c.at
		var head [8]byte
		if err := c.take(head[:]); err != nil {
			return nil, err
		}
		name := string(head[4:])
		if err := c.skip(int64(binary.BigEndian.Uint32(head[:])) + 4); err != nil {
			return nil, err
		}
		if slices.Contains(pngChunks, name) {
			kept = keep(kept, begin, c.at-begin)
		}
		if name == "IEND" {
			return kept, nil
		}
	}
}

// webpChunks are kept (RFC 9649 §2.7).
var webpChunks = []string{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"}

func webpPieces(f io.ReaderAt, size int64) ([]piece, error) {
	c := count(f, size)
	var riff [12]byte
	if err := c.take(riff[:]); err != nil {
		return nil, err
	}
	end := min(size, 8+int64(binary.LittleEndian.Uint32(riff[4:])))
	kept, total := []piece{{}}, int64(4)
	if end < 20 {
		return nil, errDamaged
	}
	for c.at+8 <= end {
		begin := c.at
		var head [8]byte
		if err := c.take(head[:]); err != nil {
			return nil, err
		}
		n := int64(binary.LittleEndian.Uint32(head[4:]))
		rest, name := min(n+n%2, size-c.at), string(head[:4])
		if rest < n {
			return nil, errDamaged
		}
		if name == "VP8X" && n >= 10 { // its flags say no more that words and a place follow
			var flags [1]byte
			if err := c.take(flags[:]); err != nil {
				return nil, err
			}
			kept = append(kept, piece{instead: append(head[:], flags[0]&^(webpExif|webpXMP))})
			begin, rest, total = c.at, rest-1, total+9
		}
		if err := c.skip(rest); err != nil {
			return nil, err
		}
		if slices.Contains(webpChunks, name) {
			kept, total = keep(kept, begin, c.at-begin), total+c.at-begin
		}
	}
	binary.LittleEndian.PutUint32(riff[4:], uint32(total))
	kept[0] = piece{instead: riff[:]}
	return kept, nil
}

const webpXMP, webpExif = 4, 8
