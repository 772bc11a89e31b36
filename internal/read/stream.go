package read

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"entente/internal/read/html"
	"entente/internal/read/jsonl"
)

// headSize is how much of a file is looked at to tell what it is.
const headSize = 4096

// stream yields the documents of one open file. name is for people and for
// Document.File, which stays empty for standard input.
func stream(r io.Reader, name, file string, lim Limits, yield func(Item) bool) bool {
	r, done, err := decompress(r, lim)
	if err != nil {
		return yield(Item{name: name, err: err})
	}
	defer done()
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(headSize)
	if err != nil && err != io.EOF {
		return yield(Item{name: name, err: err})
	}
	switch format := tell(head, name); format {
	case JSONL:
		for l := range jsonl.Lines(br, int(lim.MaxLine)) {
			it := Item{name: fmt.Sprintf("%s:%d", name, l.N), format: JSONL, line: l.N, raw: l.Bytes, err: l.Err}
			if file != "" {
				it.file = fmt.Sprintf("%s:%d", file, l.N)
			}
			if !yield(it) {
				return false
			}
		}
		return true
	default:
		raw, err := readAll(br, lim.MaxDocument)
		return yield(Item{name: name, file: file, format: format, raw: raw, err: err})
	}
}

// tell says what a file is by its first bytes. Only where these could be
// anything does the name decide.
func tell(head []byte, name string) Format {
	switch {
	case html.Looks(head):
		return HTML
	case jsonl.Looks(head):
		return JSONL
	}
	switch extension(name) {
	case ".html", ".htm", ".xhtml":
		return HTML
	case ".jsonl", ".ndjson":
		return JSONL
	}
	return Text
}

// extension is that of the file, whatever it is compressed with.
func extension(name string) string {
	name = strings.ToLower(name)
	for _, z := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, z)
	}
	return filepath.Ext(name)
}

var (
	gzipMagic = []byte{0x1f, 0x8b, 0x08}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// decompress returns what is in a gzip or zstd stream, and any other stream as
// it is. Only one layer is taken off. Call done when finished.
func decompress(r io.Reader, lim Limits) (out io.Reader, done func(), err error) {
	in := &counter{r: r}
	br := bufio.NewReaderSize(in, 64<<10)
	head, err := br.Peek(4)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, nil, fmt.Errorf("gzip: %s", strings.TrimPrefix(err.Error(), "gzip: "))
		}
		return &bounded{r: z, in: in, what: "gzip", lim: lim}, func() { z.Close() }, nil
	case bytes.HasPrefix(head, zstdMagic):
		z, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, nil, fmt.Errorf("zstd: %w", err)
		}
		return &bounded{r: z, in: in, what: "zstd", lim: lim}, z.Close, nil
	}
	return br, func() {}, nil
}

// A counter counts the bytes read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// ratioFrom is how much must have come out before the ratio is looked at: short
// files of one letter repeated are no attack.
const ratioFrom = 16 << 20

// bounded stops a stream that grows beyond the limits on its way out.
type bounded struct {
	r    io.Reader
	in   *counter
	what string
	lim  Limits
	out  int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.out += int64(n)
	switch {
	case b.out > b.lim.MaxDecompressed:
		return 0, fmt.Errorf("%w: %s holds more than the limit of %s", ErrTooLarge, b.what, size(b.lim.MaxDecompressed))
	case b.out > ratioFrom && b.out/max(1, b.in.n) > b.lim.MaxRatio:
		return 0, fmt.Errorf("%w: %s grows more than %d-fold, the limit (a decompression bomb?)", ErrTooLarge, b.what, b.lim.MaxRatio)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, fmt.Errorf("%s: the file ends early", b.what)
	case err != nil && err != io.EOF:
		return n, fmt.Errorf("%s: %s", b.what, strings.TrimPrefix(err.Error(), b.what+": "))
	}
	return n, err
}
