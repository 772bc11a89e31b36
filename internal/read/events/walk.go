package events

import (
	"archive/zip"
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/zeebo/xxh3"
)

// Limits bound what is read. Zero fields mean the defaults.
type Limits struct {
	MaxLine         int   // longest record in bytes; 0 is MaxLine
	MaxDecompressed int64 // most that may come out of one compressed file; 0 is 1 TiB
	MaxFiles        int   // in folders and archives; 0 is a million
}

// Options say where files are looked for.
type Options struct {
	Limits
	Dir   string    // working folder of relative paths; "" is that of the process
	Stdin io.Reader // what "-" reads
}

// A File is one file to be read, or one entry of an archive.
type File struct {
	Name string // as given; an entry is archive.zip/name
	Size int64  // on disk, 0 if not known
	// Hash names the bytes, so that a file seen before is known; "" for standard
	// input. It is of the compressed bytes.
	Hash string

	open func() (io.ReadCloser, error)
}

// Open begins to read, decompressed.
func (f *File) Open() (io.ReadCloser, error) { return f.open() }

// Walk finds files: each path is a file, a folder (all files below it, in order
// of their names; hidden ones are left out), a glob, or "-". Zip archives are
// opened to their entries; what is gzip or zstd is told by its first bytes. An
// error belongs to the name it comes with, and the walk goes on.
func Walk(paths []string, opt Options) iter.Seq2[*File, error] {
	if opt.MaxDecompressed <= 0 {
		opt.MaxDecompressed = 1 << 40
	}
	if opt.MaxFiles <= 0 {
		opt.MaxFiles = 1_000_000
	}
	return func(yield func(*File, error) bool) {
		w := walker{opt: opt, yield: yield}
		for _, p := range paths {
			if !w.path(p) {
				return
			}
		}
	}
}

type walker struct {
	opt   Options
	yield func(*File, error) bool
	files int
}

func (w *walker) fault(name string, err error) bool { return w.yield(&File{Name: name}, err) }

func (w *walker) real(name string) string {
	if w.opt.Dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(w.opt.Dir, name)
}

func (w *walker) path(name string) bool {
	if name == "-" {
		if w.opt.Stdin == nil {
			return w.fault(name, errors.New("there is no standard input"))
		}
		in := w.opt.Stdin
		return w.yield(&File{Name: "-", open: func() (io.ReadCloser, error) { return w.decompress(io.NopCloser(in)) }}, nil)
	}
	info, err := os.Stat(w.real(name))
	if errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(name, "*?[") {
		return w.glob(name)
	}
	if err != nil {
		return w.fault(name, reason(err))
	}
	if info.IsDir() {
		return w.folder(name)
	}
	if !info.Mode().IsRegular() {
		return w.fault(name, errors.New("it is neither a file nor a folder"))
	}
	return w.file(name, info.Size())
}

// reason is an error of the file system without the path, which is named anyway.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func (w *walker) glob(name string) bool {
	found, err := filepath.Glob(w.real(name))
	if err != nil {
		return w.fault(name, err)
	}
	if len(found) == 0 {
		return w.fault(name, errors.New("no file fits"))
	}
	slices.Sort(found)
	for _, f := range found {
		if w.opt.Dir != "" && !filepath.IsAbs(name) {
			if rel, err := filepath.Rel(w.opt.Dir, f); err == nil {
				f = rel
			}
		}
		if !w.path(f) {
			return false
		}
	}
	return true
}

func (w *walker) folder(name string) bool {
	entries, err := os.ReadDir(w.real(name)) // sorted
	if err != nil {
		return w.fault(name, reason(err))
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || e.Type()&fs.ModeSymlink != 0 {
			continue
		}
		if !w.path(filepath.Join(name, e.Name())) {
			return false
		}
	}
	return true
}

func (w *walker) file(name string, size int64) bool {
	if w.files++; w.files > w.opt.MaxFiles {
		w.fault(name, fmt.Errorf("more than %d files", w.opt.MaxFiles))
		return false
	}
	real := w.real(name)
	f, err := os.Open(real)
	if err != nil {
		return w.fault(name, reason(err))
	}
	head := make([]byte, 4)
	n, _ := io.ReadFull(f, head)
	_, err = f.Seek(0, io.SeekStart)
	var sum string
	if err == nil {
		sum, err = hashOf(f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return w.fault(name, reason(err))
	}
	if string(head[:n]) == "PK\x03\x04" || string(head[:n]) == "PK\x05\x06" {
		return w.zip(name, sum)
	}
	return w.yield(&File{Name: name, Size: size, Hash: sum, open: func() (io.ReadCloser, error) {
		f, err := os.Open(real)
		if err != nil {
			return nil, reason(err)
		}
		return w.decompress(f)
	}}, nil)
}

func hashOf(r io.Reader) (string, error) {
	h := xxh3.New()
	if _, err := io.CopyBuffer(h, struct{ io.Reader }{r}, make([]byte, 1<<20)); err != nil {
		return "", err
	}
	sum := h.Sum128().Bytes()
	return hex.EncodeToString(sum[:]), nil
}

// zip yields the entries of an archive. Nothing is unpacked to the disk; an entry
// whose path leads out of the archive is refused all the same, since such an
// archive is not what it pretends to be.
func (w *walker) zip(name, sum string) bool {
	z, err := zip.OpenReader(w.real(name))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return w.fault(name, err)
	}
	defer z.Close()
	for _, e := range z.File {
		full := name + "/" + e.Name
		clean := strings.ReplaceAll(e.Name, `\`, "/")
		switch {
		case strings.HasSuffix(e.Name, "/"):
			continue
		case path.IsAbs(clean) || !filepath.IsLocal(filepath.FromSlash(clean)) || strings.Contains(clean, ":"):
			if !w.fault(full, errors.New("its path leads out of the archive")) {
				return false
			}
			continue
		case strings.HasPrefix(path.Base(clean), ".") || strings.HasPrefix(clean, "__MACOSX/"):
			continue
		}
		if w.files++; w.files > w.opt.MaxFiles {
			w.fault(full, fmt.Errorf("more than %d files", w.opt.MaxFiles))
			return false
		}
		if !w.yield(&File{Name: full, Size: int64(e.CompressedSize64), Hash: fmt.Sprintf("%s/%s", sum, e.Name), open: func() (io.ReadCloser, error) {
			r, err := e.Open()
			if err != nil {
				return nil, err
			}
			return w.decompress(r)
		}}, nil) {
			return false
		}
	}
	return true
}

// decompress undoes gzip and zstd, and bounds what comes out.
func (w *walker) decompress(r io.ReadCloser) (io.ReadCloser, error) {
	b := bufio.NewReaderSize(r, 1<<20)
	head, _ := b.Peek(4)
	var in io.Reader = b
	more := func() error { return nil }
	switch {
	case len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b:
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
		in, more = z, z.Close
	case string(head) == "\x28\xb5\x2f\xfd":
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
		in, more = z, func() error { z.Close(); return nil }
	default:
		return struct {
			io.Reader
			io.Closer
		}{b, r}, nil
	}
	return &bounded{r: in, left: w.opt.MaxDecompressed, max: w.opt.MaxDecompressed, close: func() error { return errors.Join(more(), r.Close()) }}, nil
}

// bounded ends with an error after so many bytes.
type bounded struct {
	r         io.Reader
	left, max int64
	close     func() error
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		var one [1]byte
		if n, err := b.r.Read(one[:]); n == 0 && err != nil {
			return 0, err
		}
		return 0, fmt.Errorf("more than %d bytes come out of it", b.max)
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

func (b *bounded) Close() error { return b.close() }
