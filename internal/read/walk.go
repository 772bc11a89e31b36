package read

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Options say what to walk and how far. The zero value walks with the default
// limits.
type Options struct {
	Limits Limits
	// Stdin is read for the path "-".
	Stdin io.Reader
	// Dir is the folder that relative paths start from; "" is the working folder.
	Dir string
	// Skipped is told of each file of a folder that is passed over, if not nil.
	Skipped func(path, why string)
}

// Walk yields the documents found at paths, in order: those of a folder by
// name, folders within it included. What cannot be read is an Item whose
// Document gives the error.
//
// A path that names a file is read whatever its name. Of a folder, files with
// names of texts are read (.txt, .text, .html, .htm, .xhtml, .jsonl, .ndjson,
// or no extension; with .gz or .zst after it); others, those whose names begin
// with a dot, and what is no regular file are passed over. Symbolic links are
// followed; a folder is entered once, and a link back to a folder above it is an
// error.
func Walk(paths []string, o Options) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		w := walker{o: o, lim: o.Limits.orDefaults(), yield: yield}
		for _, p := range paths {
			if !w.start(p) {
				return
			}
		}
	}
}

type walker struct {
	o     Options
	lim   Limits
	yield func(Item) bool
	above []os.FileInfo // the folders we are in, outermost first
	seen  []os.FileInfo // all folders entered from one path
}

// start reads a path given by the user; false means stop.
func (w *walker) start(path string) bool {
	if path == "-" {
		in := w.o.Stdin
		if in == nil {
			in = strings.NewReader("")
		}
		return stream(in, "standard input", "", w.lim, w.yield)
	}
	info, err := os.Stat(w.at(path))
	if err != nil {
		return w.fault(path, err)
	}
	if info.IsDir() {
		w.above, w.seen = nil, nil
		return w.folder(path, info)
	}
	return w.file(path)
}

func (w *walker) at(path string) string {
	if w.o.Dir == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(w.o.Dir, path)
}

func (w *walker) fault(path string, err error) bool {
	return w.yield(Item{name: path, err: reason(err)})
}

func (w *walker) file(path string) bool {
	f, err := os.Open(w.at(path))
	if err != nil {
		return w.fault(path, err)
	}
	defer f.Close()
	return stream(f, path, path, w.lim, w.yield)
}

func (w *walker) folder(path string, info os.FileInfo) bool {
	for _, up := range w.above {
		if os.SameFile(up, info) {
			return w.fault(path, errors.New("a loop: this link leads back to a folder above it"))
		}
	}
	for _, other := range w.seen {
		if os.SameFile(other, info) {
			w.skip(path, "a folder that was read already")
			return true
		}
	}
	if len(w.above) >= w.lim.MaxDepth {
		return w.fault(path, fmt.Errorf("folders nested deeper than the limit of %d", w.lim.MaxDepth))
	}
	entries, err := os.ReadDir(w.at(path)) // sorted by name
	if err != nil && len(entries) == 0 {
		return w.fault(path, err)
	}
	w.above, w.seen = append(w.above, info), append(w.seen, info)
	defer func() { w.above = w.above[:len(w.above)-1] }()
	for _, e := range entries {
		if !w.entry(filepath.Join(path, e.Name()), e) {
			return false
		}
	}
	if err != nil { // the folder could be read in part
		return w.fault(path, err)
	}
	return true
}

func (w *walker) entry(path string, e fs.DirEntry) bool {
	if strings.HasPrefix(e.Name(), ".") {
		w.skip(path, "hidden")
		return true
	}
	info, err := os.Stat(w.at(path))
	switch {
	case err != nil:
		return w.fault(path, err)
	case info.IsDir():
		return w.folder(path, info)
	case !info.Mode().IsRegular():
		w.skip(path, "not a regular file")
		return true
	case !named(e.Name()):
		w.skip(path, "not the name of a text")
		return true
	}
	return w.file(path)
}

func (w *walker) skip(path, why string) {
	if w.o.Skipped != nil {
		w.o.Skipped(path, why)
	}
}

// named says whether a file in a folder has the name of a text.
func named(name string) bool {
	switch extension(name) {
	case "", ".txt", ".text", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson":
		return true
	}
	return false
}

// reason leaves the path out of an error: the item's name has it.
func reason(err error) error {
	var pe *fs.PathError
	switch {
	case errors.Is(err, syscall.ELOOP):
		return errors.New("a loop of symbolic links")
	case errors.Is(err, fs.ErrNotExist):
		return fs.ErrNotExist
	case errors.Is(err, fs.ErrPermission):
		return fs.ErrPermission
	case errors.As(err, &pe):
		return pe.Err
	}
	return err
}

// WalkFS yields the documents in one folder of an embedded file system, by name,
// as Walk does those of a folder on disk.
func WalkFS(fsys fs.FS, dir string, lim Limits) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil {
			yield(Item{name: dir, err: reason(err)})
			return
		}
		for _, e := range entries {
			name := dir + "/" + e.Name()
			if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !named(e.Name()) {
				continue
			}
			f, err := fsys.Open(name)
			if err != nil {
				if !yield(Item{name: name, err: reason(err)}) {
					return
				}
				continue
			}
			more := stream(f, name, name, lim.orDefaults(), yield)
			f.Close()
			if !more {
				return
			}
		}
	}
}
