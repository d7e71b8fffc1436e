package file

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

const secret = "52.5163N 13.3777E"

func drawn(t testing.TB) image.Image {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range 40 * 30 {
		m.Set(i%40, i/40, color.RGBA{uint8(i), uint8(i / 7), uint8(i * 3), 255})
	}
	return m
}

func segment(marker byte, body string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
}

// exif is a segment with an orientation, if any, and a place.
func exif(order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	tiff := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 0x010f), 2), uint32(len(secret))), 38)
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 0x0112), 3), 1)
	tiff = order.AppendUint16(order.AppendUint16(tiff, orientation), 0)
	return segment(0xe1, exifHead+string(order.AppendUint32(tiff, 0))+secret)
}

// photograph is a JPEG whose parts stand behind the first marker, and more behind its end.
func photograph(t testing.TB, parts ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(t), nil); err != nil {
		t.Fatal(err)
	}
	whole := slices.Concat(b.Bytes()[:2], slices.Concat(parts...), b.Bytes()[2:])
	return append(whole, "\xff\xd8 a film: "+secret...)
}

func pngChunk(name, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, name+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+body)))
}

func screenshot(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, drawn(t)); err != nil {
		t.Fatal(err)
	}
	const head = 8 + 25 // signature and IHDR
	return slices.Concat(b.Bytes()[:head], pngChunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01"), pngChunk("tEXt", "Comment\x00"+secret), pngChunk("eXIf", secret), b.Bytes()[head:], []byte(secret))
}

func riffChunk(name, body string) []byte {
	b := append([]byte(name), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...)
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func webpPicture() []byte {
	body := slices.Concat([]byte("WEBP"), riffChunk("VP8X", "\x2c\x00\x00\x00\x09\x00\x00\x04\x00\x00"), riffChunk("ICCP", "odd"), riffChunk("VP8L", "\x2f pixels"), riffChunk("EXIF", secret), riffChunk("XMP ", secret))
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body, []byte(secret))
}

// forgotten is what is left of a picture.
func forgotten(t testing.TB, whole []byte, kind string) ([]byte, error) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "picture"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(whole); err != nil {
		t.Fatal(err)
	}
	size, err := forget(f, int64(len(whole)), kind)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	left, reading := os.ReadFile(f.Name())
	if reading != nil {
		t.Fatal(reading)
	}
	if err == nil && size != int64(len(left)) {
		t.Errorf("%d bytes are left, and %d are told", len(left), size)
	}
	return left, err
}

func TestPhotographsForgetAllButHowTheyAreTurned(t *testing.T) {
	t.Parallel()
	plain := photograph(t)
	profile := segment(0xe2, "ICC_PROFILE\x00\x01\x01 colours")
	for name, of := range map[string]struct {
		parts []byte
		want  []byte
	}{
		"nothing":           {},
		"turned right":      {exif(binary.BigEndian, "MM", 6), turn(6)},
		"by another camera": {exif(binary.LittleEndian, "II", 8), turn(8)},
		"upright":           {exif(binary.BigEndian, "MM", 1), nil},
		"no such turn":      {exif(binary.BigEndian, "MM", 9), nil},
		"twice":             {slices.Concat(exif(binary.BigEndian, "MM", 6), exif(binary.BigEndian, "MM", 3)), turn(6)},
		"words": {slices.Concat(segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret), segment(0xed, "Photoshop 3.0\x00"+secret), segment(0xfe, secret),
			segment(0xe2, "MPF\x00"+secret), segment(0xe5, secret)), nil},
		"colours":           {slices.Concat(segment(0xfe, secret), profile, exif(binary.BigEndian, "MM", 3)), slices.Concat(profile, turn(3))},
		"a broken one":      {segment(0xe1, exifHead+"MM\x00\x2a\xff\xff\xff\xff"), nil},
		"cut off in itself": {segment(0xe1, exifHead+"MM\x00\x2a\x00\x00\x00\x08\x00\x05\x01\x12"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			left, err := forgotten(t, photograph(t, of.parts), "image/jpeg")
			if err != nil {
				t.Fatal(err)
			}
			want := slices.Concat(plain[:2], of.want, plain[2:len(plain)-len("\xff\xd8 a film: "+secret)])
			if !bytes.Equal(left, want) {
				t.Errorf("%d bytes are left, want %d", len(left), len(want))
			}
		})
	}
	progressive := slices.Concat(plain[:2], segment(0xc4, "a table"), segment(0xda, "a scan"), []byte("\x01\xff\x00\xff\xd3\xff\xff\x00data"), segment(0xfe, secret), segment(0xda, "another"), []byte("more\xff\xd9"), []byte(secret))
	left, err := forgotten(t, progressive, "image/jpeg")
	if want := bytes.TrimSuffix(bytes.Replace(progressive, segment(0xfe, secret), nil, 1), []byte(secret)); err != nil || !bytes.Equal(left, want) {
		t.Errorf("several scans: %q, want %q: %v", left, want, err)
	}
	cut := plain[:len(plain)-60]
	if left, err := forgotten(t, cut, "image/jpeg"); err != nil || !bytes.Equal(left, cut) {
		t.Errorf("one that was cut off: %d of %d bytes, %v", len(left), len(cut), err)
	}
}

func TestPicturesForget(t *testing.T) {
	t.Parallel()
	left, err := forgotten(t, screenshot(t), "image/png")
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(left))
	if err != nil || bytes.Contains(left, []byte(secret)) || !bytes.Contains(left, []byte("pHYs")) {
		t.Errorf("a screenshot says more or less than its pixels: %v", err)
	}
	if diff := cmp.Diff(drawn(t), m); diff != "" {
		t.Errorf("other pixels (-want +got):\n%s", diff)
	}
	left, err = forgotten(t, webpPicture(), "image/webp")
	want := slices.Concat([]byte("WEBP"), riffChunk("VP8X", "\x20\x00\x00\x00\x09\x00\x00\x04\x00\x00"), riffChunk("ICCP", "odd"), riffChunk("VP8L", "\x2f pixels"))
	want = slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(want))), want)
	if err != nil || !bytes.Equal(left, want) {
		t.Errorf("WebP: %q, want %q: %v", left, want, err)
	}
	for kind, bad := range map[string][]byte{
		"image/png": screenshot(t)[:60], "image/webp": webpPicture()[:40], "image/jpeg": []byte("\xff\xd8\xff\xe0\x00\x00"),
	} {
		var own *app.Error
		if _, err := forgotten(t, bad, kind); !errors.As(err, &own) || own.Code != app.CodeInvalid {
			t.Errorf("a damaged %s: %v", kind, err)
		}
	}
}

// FuzzForget gives pictures from outside: nothing grows, and what is left stays as it is.
func FuzzForget(f *testing.F) {
	kinds := []string{"image/jpeg", "image/png", "image/webp"}
	f.Add(uint8(0), photograph(f, exif(binary.BigEndian, "MM", 6), segment(0xfe, secret)))
	f.Add(uint8(1), screenshot(f))
	f.Add(uint8(2), webpPicture())
	f.Fuzz(func(t *testing.T, kind uint8, whole []byte) {
		k := kinds[int(kind)%len(kinds)]
		left, err := forgotten(t, whole, k)
		if err != nil {
			return
		}
		again, err := forgotten(t, left, k)
		if len(left) > max(len(whole), 12) || err != nil || !bytes.Equal(left, again) {
			t.Errorf("%d bytes became %d and then %d: %v", len(whole), len(left), len(again), err)
		}
	})
}
