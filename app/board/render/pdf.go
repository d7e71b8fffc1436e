package render

import (
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// The faults of files.
var (
	// ErrBroken says that the file can't be read as what it says it is.
	ErrBroken = errors.New("render: the file can't be read")
	// ErrEncrypted says that the file opens with a password alone.
	ErrEncrypted = errors.New("render: the file is encrypted")
)

const (
	// Width is how wide pictures of pages are, in pixels.
	Width = 1600
	// tallest bounds the height.
	tallest = 3200
	// heavy is from where on a picture is worth a try as JPEG.
	heavy = 600 << 10
	// longestText bounds the text of a page, in characters.
	longestText = 20_000
)

var pagesLine = regexp.MustCompile(`(?m)^Pages:\s+(\d+)\s*$`)

// Pages returns how many pages the PDF has.
func (t Tools) Pages(ctx context.Context, dir, pdf string) (int, error) {
	out, err := t.run(ctx, dir, pageLimits, t.Info, pdf)
	switch {
	case err != nil && strings.Contains(err.Error(), "Incorrect password"):
		return 0, fmt.Errorf("%w: %w", ErrEncrypted, err)
	case fault(err):
		return 0, fmt.Errorf("%w: %w", ErrBroken, err)
	case err != nil:
		return 0, err
	}
	line := pagesLine.FindStringSubmatch(out)
	if line == nil {
		return 0, fmt.Errorf("%w: no pages are counted", ErrBroken)
	}
	n, err := strconv.Atoi(line[1])
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%w: it has %s pages", ErrBroken, line[1])
	}
	return n, nil
}

// fault says whether the program itself gave up, and not its time or its caller.
func fault(err error) bool {
	return err != nil && !errors.Is(err, ErrTime) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// Picture is a page as a picture, in a file.
type Picture struct {
	Path, Type    string
	Width, Height int // pixels
}

// Page renders a page of the PDF, the first one is 1: as PNG, or as JPEG where that is a good deal smaller.
func (t Tools) Page(ctx context.Context, dir, pdf string, page int) (Picture, error) {
	size := []string{"-scale-to-x", strconv.Itoa(Width), "-scale-to-y", "-1"}
	p, err := t.picture(ctx, dir, pdf, page, size)
	if err == nil && p.Height > tallest {
		p, err = t.picture(ctx, dir, pdf, page, []string{"-scale-to-y", strconv.Itoa(tallest), "-scale-to-x", "-1"})
	}
	return p, err
}

func (t Tools) picture(ctx context.Context, dir, pdf string, page int, size []string) (Picture, error) {
	asPNG, err := t.draw(ctx, dir, pdf, page, append(size, "-png"), ".png")
	if err != nil {
		return Picture{}, err
	}
	weight, err := weigh(asPNG)
	if err != nil {
		return Picture{}, err
	}
	if weight > heavy {
		asJPEG, err := t.draw(ctx, dir, pdf, page, append(size, "-jpeg", "-jpegopt", "quality=85,optimize=y"), ".jpg")
		if err != nil {
			return Picture{}, err
		}
		if lighter, err := weigh(asJPEG); err != nil || lighter < weight*2/3 {
			return measured(asJPEG, "image/jpeg")
		}
	}
	return measured(asPNG, "image/png")
}

// draw makes the picture of a page and returns its file.
func (t Tools) draw(ctx context.Context, dir, pdf string, page int, how []string, ending string) (string, error) {
	number := strconv.Itoa(page)
	name := filepath.Join(dir, "page-"+number)
	args := append([]string{"-f", number, "-l", number, "-singlefile"}, how...)
	_, err := t.run(ctx, dir, pageLimits, t.Picture, append(args, pdf, name)...)
	if fault(err) {
		return "", fmt.Errorf("%w: page %d: %w", ErrBroken, page, err)
	}
	return name + ending, err
}

func weigh(name string) (int64, error) {
	info, err := os.Stat(name)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return info.Size(), nil
}

func measured(name, kind string) (Picture, error) {
	f, err := os.Open(name)
	if err != nil {
		return Picture{}, err
	}
	defer f.Close() // it was read
	decode := png.DecodeConfig
	if kind == "image/jpeg" {
		decode = jpeg.DecodeConfig
	}
	c, err := decode(f)
	if err != nil {
		return Picture{}, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return Picture{Path: name, Type: kind, Width: c.Width, Height: c.Height}, nil
}

// PageText returns the text of a page, for who can't see the picture.
func (t Tools) PageText(ctx context.Context, dir, pdf string, page int) (string, error) {
	number := strconv.Itoa(page)
	out, err := t.run(ctx, dir, pageLimits, t.Text, "-f", number, "-l", number, "-enc", "UTF-8", "-nopgbrk", "-q", pdf, "-")
	if fault(err) {
		return "", fmt.Errorf("%w: text of page %d: %w", ErrBroken, page, err)
	}
	return clean(out), err
}

// clean keeps what both databases take, and what is worth reading out.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || r == unicode.ReplacementChar) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if runes := []rune(text); len(runes) > longestText {
		text = string(runes[:longestText])
	}
	return strings.TrimSpace(text)
}
